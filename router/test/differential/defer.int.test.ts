import { Kind, parse, print, validate, visit } from 'graphql'
import type { ExecutionResult, OperationDefinitionNode, SelectionNode } from 'graphql'
import { expect, test } from 'vitest'
import type { IncrementalResult } from '../../engine/engine.ts'
import type { Entity } from '../../engine/execute/entity.ts'
import { merge } from '../../engine/execute/merge.ts'
import { parseExactly } from '../../transport/exact-json.ts'
import { composeLocally } from '../engine/local-supergraph.ts'
import { createFaults } from './faults.ts'
import { createOperation } from './operation.ts'
import { createRandom } from './random.ts'
import type { Random } from './random.ts'
import { createWorld } from './world.ts'

// Schemas, data and operations are drawn from a seed, parts of each operation are deferred, and it is executed in parts
// and at once. CASES=5000 draws more; SEED=… begins elsewhere and repeats what was reported.
const CASES = Number(process.env['CASES'] ?? 40)
const SEED = Number(process.env['SEED'] ?? 1)
const CASES_PER_WORLD = 20

test(`the parts of ${CASES} operations come to what they give at once`, async () => {
  let compared = 0
  let inParts = 0
  for (let seed = SEED; compared < CASES; seed += 1) {
    for (const parts of await compareInWorld(seed, Math.min(CASES_PER_WORLD, CASES - compared))) {
      compared += 1
      if (parts > 1) inParts += 1
    }
  }
  // Many operations have parts, or the test would say nothing.
  expect(inParts).toBeGreaterThan(compared / 4)
}, 3_600_000)

/** Gives the number of parts of each operation. */
async function compareInWorld(seed: number, cases: number): Promise<number[]> {
  const random = createRandom(seed)
  const faults = createFaults()
  const subgraphs = createWorld(random, faults)
  const local = tryTo(() => composeLocally(subgraphs, faults.interfere))
  if (!local) return []
  const engine = await local.createCompiled(local.supergraphSdl)
  const counts: number[] = []
  for (let attempt = 0; counts.length < cases && attempt < cases * 10; attempt += 1) {
    const { query: whole, variables } = createOperation(engine.schema, random)
    const query = deferring(whole, random)
    if (validate(engine.schema, parse(query)).length > 0) continue
    const about = `SEED=${seed}, operation ${counts.length}: ${query}`
    const isFaulty = random.chance(0.4)
    faults.draw(
      random,
      subgraphs.map(({ name }) => name),
      !isFaulty,
    )
    const atOnce = await local.execute(engine, query, variables)
    const answer = await local.executeInParts(engine, query, variables)
    const { data, errors, parts } = await collect(answer, about)
    if (!isFaulty && !atOnce.errors) {
      expect(canonical(data), about).toBe(canonical(atOnce.data))
      expect(errors, about).toEqual([])
    }
    counts.push(parts)
  }
  return counts
}

/** Defers some of an operation's fragments, and some fields as fragments of their own. */
function deferring(query: string, random: Random): string {
  const defer = (): string => {
    const condition = random.pick(['', '', '', 'if: $yes', 'if: $no', 'label: "same"'])
    return condition ? ` @defer(${condition})` : ' @defer'
  }
  const deferred = (node: SelectionNode): SelectionNode => {
    const [definition] = parse(`{ ...${defer()} { x } }`).definitions
    const [fragment] = (definition as OperationDefinitionNode).selectionSet.selections
    return { ...fragment, selectionSet: { kind: Kind.SELECTION_SET, selections: [node] } } as SelectionNode
  }
  const document = visit(parse(query), {
    SelectionSet: {
      leave: (set) => ({
        ...set,
        selections: set.selections.map((node) => (random.chance(0.15) ? deferred(node) : node)),
      }),
    },
  })
  const text = print(document)
  const missing = ['yes', 'no'].filter((name) => text.includes(`$${name}`) && !text.includes(`$${name}: `))
  if (missing.length === 0) return text
  const declared = missing.map((name) => `$${name}: Boolean!`).join(', ')
  return text.includes('Generated(')
    ? text.replace('Generated(', `Generated(${declared}, `)
    : text.replace('Generated', `Generated(${declared})`)
}

/** Puts the parts together, as clients do, and checks each of them on the way. */
async function collect(answer: ExecutionResult | IncrementalResult, about: string) {
  const copy = <Value>(value: Value): Value => parseExactly(JSON.stringify(value)) as Value
  if (!('initialResult' in answer)) {
    const { data, errors = [] } = copy(answer)
    return { data, errors, parts: 1 }
  }
  const { data, errors = [] } = copy(answer.initialResult)
  const all: unknown[] = [...errors]
  let parts = 1
  let hasNext = true
  for await (const subsequent of answer.subsequentResults) {
    expect(hasNext, `${about}\nsomething follows what was the last`).toBe(true)
    hasNext = subsequent.hasNext
    for (const part of copy(subsequent).incremental ?? []) {
      parts += 1
      const target = at(data, part.path)
      expect(target, `${about}\n${JSON.stringify(part)} is a part of nothing`).toBeTypeOf('object')
      if (part.data) merge(target as Entity, part.data, false)
      else expect(part.errors, `${about}\nnothing explains a part without data`).not.toHaveLength(0)
      all.push(...(part.errors ?? []))
      for (const error of part.errors ?? []) expect(error, about).toHaveProperty('message')
    }
  }
  expect(hasNext, `${about}\nthe last is not the last`).toBe(false)
  return { data, errors: all, parts }
}

function at(data: unknown, path: readonly (string | number)[]): unknown {
  let value = data
  for (const step of path)
    value = Object.hasOwn(Object(value) as object, step)
      ? (value as Record<string | number, unknown>)[step]
      : null
  return value ?? undefined
}

/** As text, whatever the order of the fields. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) && !('rawJSON' in inner)
      ? Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))
      : inner,
  )

function tryTo<Result>(work: () => Result): Result | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
