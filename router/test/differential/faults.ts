import type { ExecutionResult } from 'graphql'
import { GraphQLError } from 'graphql'
import type { Interfere, RawAnswer } from '../engine/local-supergraph.ts'
import { hashOf } from './random.ts'
import type { Random } from './random.ts'

type Break = 'none' | 'http500' | 'noJson' | 'truncated' | 'noData' | 'slow'

/**
 * What goes wrong in a case. It depends on what is asked for, never on how often or in which order, so that two
 * engines which ask differently meet the same.
 */
export interface Faults {
  /** An entity, or null where the subgraph pretends not to know it. */
  entity(subgraph: string, id: string, value: object): object | null
  readonly errors: number
  readonly seed: number
  readonly interfere: Interfere
  /** Draws the faults of the next case; none where it is to be calm. */
  draw(random: Random, subgraphs: readonly string[], isCalm?: boolean): void
}

export function createFaults(): Faults {
  let broken = new Map<string, Break>()
  let onlyEntities = false
  let rates = { entity: 0, error: 0, leaf: 0, path: 0 }
  let seed = 0
  const happens = (rate: number, ...of: readonly unknown[]): boolean =>
    hashOf(seed, ...of) % 1_000 < rate * 1_000

  return {
    get errors() {
      return rates.error
    },
    get seed() {
      return seed
    },
    entity: (subgraph, id, value) => (happens(rates.entity, 'entity', subgraph, id) ? null : value),
    draw(random, subgraphs, isCalm = false) {
      seed = random.below(2 ** 31)
      const calm = random.chance(0.35) || isCalm
      rates = {
        entity: !calm && random.chance(0.4) ? 0.2 : 0,
        error: !calm && random.chance(0.4) ? 0.15 : 0,
        leaf: !calm && random.chance(0.3) ? 0.15 : 0,
        path: !calm && random.chance(0.2) ? 1 : 0,
      }
      onlyEntities = random.chance(0.7)
      broken = new Map()
      if (calm || random.chance(0.6)) return
      const kinds: Break[] = ['http500', 'noJson', 'truncated', 'noData', 'slow']
      broken.set(random.pick(subgraphs), random.pick(kinds))
    },
    async interfere({ subgraph, variables }, answer): Promise<RawAnswer | undefined> {
      const hits =
        broken.get(subgraph) !== undefined && (!onlyEntities || variables.representations !== undefined)
      const result = await answer()
      if (rates.leaf > 0) result.data = distort(result.data, '', happens, rates.leaf)
      const answered = rates.path > 0 ? withOddPaths(result, happens) : result
      const body = JSON.stringify(answered)
      switch (hits ? broken.get(subgraph) : 'none') {
        case 'http500':
          return { status: 500, body }
        case 'noJson':
          return { status: 200, body: '<html>Bad Gateway</html>' }
        case 'truncated':
          return { status: 200, body: body.slice(0, -1 - (body.length >> 2)) }
        case 'noData':
          return {
            status: 200,
            body: '{"data":null,"errors":[{"message":"no","extensions":{"code":"FORBIDDEN"}}]}',
          }
        case 'slow':
          await new Promise((resolve) => setTimeout(resolve, hashOf(seed, subgraph) % 3))
          return { status: 200, body }
        case 'none':
        case undefined:
          return { status: 200, body }
      }
    },
  }
}

/** An error in place of a field's value, or null where it must not be null; undefined leaves it in peace. */
export function failureOf(faults: Faults, subgraph: string, id: string, field: string): unknown {
  const hash = hashOf(faults.seed, subgraph, id, field)
  if (hash % 1_000 >= faults.errors * 1_000) return undefined
  const code = ['FORBIDDEN', 'BAD_USER_INPUT', undefined][hash % 3]
  return new GraphQLError(`${subgraph} failed at ${id}.${field}`, { extensions: code ? { code } : {} })
}

type Happens = (rate: number, ...of: readonly unknown[]) => boolean

/** Puts values of another type in the place of some, as a subgraph with a fault of its own would. */
function distort(value: unknown, key: string, happens: Happens, rate: number): ExecutionResult['data'] {
  if (Array.isArray(value)) return value.map((item) => distort(item, key, happens, rate)) as never
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, distort(inner, name, happens, rate)]),
    )
  }
  const mayNot = ['id', '__typename', 'kind'].includes(key) || value === null || typeof value === 'boolean'
  if (mayNot || !happens(rate, 'leaf', key, value)) return value as never
  return (typeof value === 'number' ? null : true) as never
}

const oddPaths: readonly unknown[] = [undefined, [], ['_entities'], ['_entities', 999, 'x'], ['_entities', 0]]

function withOddPaths({ data, errors }: ExecutionResult, happens: Happens): object {
  if (!errors) return { data }
  const odd = errors.map((error) => {
    const path = oddPaths[hashOf(error.message) % oddPaths.length]
    return happens(0.5, 'path', error.message) ? { ...error.toJSON(), path } : error
  })
  return { data, errors: odd }
}
