import { setImmediate } from 'node:timers'
import type { FetchNode } from '@apollo/query-planner'
import type { GraphQLFormattedError } from 'graphql'
import { onAbort } from '../../transport/abandonment.ts'
import type { SubgraphResponse } from '../../transport/response.ts'
import { AbandonedError } from '../../transport/sharing.ts'
import { ownValue } from '../execute/entity.ts'
import type { Send } from '../execute/fetch.ts'
import type { Run } from '../execute/run.ts'

/** A fetch that is to be part of a request. */
interface Part {
  readonly run: Run
  readonly representations: string
  readonly count: number
  readonly answer: PromiseWithResolvers<SubgraphResponse>
}

/** In one request: subgraphs limit what a request may ask for, and an answer should not wait for too many others. */
const MAX_ENTITIES = 100

/**
 * Makes one request of fetches of entities that events of the same moment need, as when an import changes what hundreds
 * of pages show: those of the same plan, with the same variables, on behalf of the same caller. Each gets its own
 * entities and their errors. Where the answer does not say whose is what, or there is none, each asks for itself: what
 * is wrong with one event is not the others' fault.
 */
export function joinFetches(send: Send, { variableUsages = [] }: FetchNode): Send {
  const waiting = new Map<string, Part[]>()

  async function ask(key: string, parts: readonly Part[]): Promise<void> {
    if (waiting.get(key) === parts) waiting.delete(key)
    const answers = parts.length > 1 ? await askTogether(parts).catch(() => null) : null
    parts.forEach(({ run, representations, count, answer }, index) => {
      const own = answers?.[index]
      if (!own && run.caller.signal.aborted) answer.reject(new AbandonedError())
      else answer.resolve(own ?? send(run, representations, count))
    })
  }

  async function askTogether(parts: readonly Part[]): Promise<SubgraphResponse[] | null> {
    const [{ run }] = parts as [Part]
    const { signal, forget } = whileAnyWaits(parts)
    try {
      const representations = parts.map((part) => part.representations).join(',')
      const whole = { ...run, caller: { ...run.caller, signal } }
      return divide(await send(whole, representations, sum(parts)), parts)
    } finally {
      forget()
    }
  }

  return (run, representations, count) => {
    if (representations === null || count > MAX_ENTITIES) return send(run, representations, count)
    const { authorization, headers } = run.caller
    const variables = variableUsages.map((name) => ownValue(run.variables, name))
    const key = JSON.stringify([variables, authorization, headers])
    let parts = waiting.get(key)
    if (!parts || sum(parts) + count > MAX_ENTITIES) {
      const begun: Part[] = []
      waiting.set(key, (parts = begun))
      // By then whatever has come on other connections at this moment has been read, too.
      setImmediate(() => void ask(key, begun))
    }
    const answer = Promise.withResolvers<SubgraphResponse>()
    parts.push({ run, representations, count, answer })
    return answer.promise
  }
}

const sum = (parts: readonly Part[]): number => parts.reduce((total, { count }) => total + count, 0)

/** A signal that aborts when nobody waits for any of the parts. */
function whileAnyWaits(parts: readonly Part[]): { signal: AbortSignal; forget: () => void } {
  const gone = new AbortController()
  let waiting = parts.length
  const leave = (): void => {
    waiting -= 1
    if (waiting === 0) gone.abort()
  }
  const forgets = parts.map(({ run }) => onAbort(run.caller.signal, leave))
  return { signal: gone.signal, forget: () => forgets.forEach((forget) => forget()) }
}

/** What is whose of an answer; null where that cannot be told. */
function divide(
  { data, errors = [], isShared = false }: SubgraphResponse,
  parts: readonly Part[],
): SubgraphResponse[] | null {
  const entities: unknown = data && ownValue(data, '_entities')
  if (!Array.isArray(entities) || entities.length !== sum(parts)) return null
  const answers: { data: { _entities: unknown[] }; errors: GraphQLFormattedError[] }[] = []
  /** The number of its part for each entity, and that of the part's first. */
  const owners: { part: number; first: number }[] = []
  for (const [part, { count }] of parts.entries()) {
    const first = owners.length
    answers.push({ data: { _entities: entities.slice(first, first + count) }, errors: [] })
    for (let entity = 0; entity < count; entity += 1) owners.push({ part, first })
  }
  for (const error of errors) {
    const [field, number, ...rest] = error.path ?? []
    const owner = field === '_entities' && typeof number === 'number' ? owners[number] : undefined
    if (!owner) return null
    const path = ['_entities', (number as number) - owner.first, ...rest]
    answers[owner.part]!.errors.push({ ...error, path })
  }
  return answers.map((answer) => ({
    data: answer.data,
    ...(answer.errors.length > 0 && { errors: answer.errors }),
    ...(isShared && { isShared }),
  }))
}
