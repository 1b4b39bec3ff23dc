import { hash } from 'node:crypto'
import type { Change } from '@tradewind/events/broadcast'
import type { ExecutionResult } from 'graphql'
import type { RequestRecord } from '../context.ts'
import type { Engine } from '../engine/engine.ts'
import type { PropagatedHeaders } from '../http/propagation.ts'
import type { KnownOperation } from '../operation.ts'
import type { KeptAnswer } from './answer.ts'
import { cacheKept, cacheRemoved, cacheRequests } from './metrics.ts'
import { keepingPlan } from './plan.ts'
import type { AnswerStore } from './store.ts'
import { tagsOfChange } from './tags.ts'

/** A valid operation, and everything that its answer may depend on. */
export interface CacheRequest {
  readonly engine: Engine
  readonly operation: KnownOperation
  /** After coercion, in the order of the operation's definitions. */
  readonly variables: Readonly<Record<string, unknown>>
  readonly authorization: string | null
  /** What subgraphs get of the client's headers. */
  readonly headers: PropagatedHeaders | undefined
  readonly record: RequestRecord
}

/** An answer that is to be kept once it is there. */
export interface Pending {
  /** Goes with the requests to subgraphs: one of an earlier age must not be joined, its data may be from before a change. */
  readonly age: string
  /** Takes what was fetched: with the keys of all entities in it. */
  observe(root: Readonly<Record<string, unknown>>): void
  /** Keeps the result if it may be; gives it as the text that it was kept as. */
  keep(result: ExecutionResult): ExecutionResult
}

export interface ResponseCache {
  /**
   * What is known of an operation's answer: the answer itself, or what takes it when it is there; null where it is not
   * to be kept. Costs no promise where the answers are in memory.
   */
  lookup(request: CacheRequest): Promise<Looked> | Looked
  /** Removes what a change made untrue. */
  remove(change: Change): void
  /** From now on changes are heard: what is kept can be relied on. */
  open(): void
  /** Changes may go unheard: everything is removed, and nothing kept. */
  shut(): void
  /** Calls the listener at each change: what began before it is not to be given to those who come after it. */
  onChange(listener: () => void): void
  readonly size: AnswerStore['size']
  close(): void
}

export type Looked = { readonly result: ExecutionResult } | { readonly pending: Pending } | null

export interface ResponseCacheOptions {
  /** For answers that are the same for all. */
  readonly shared: AnswerStore
  /** For answers that one identity gets; null where those are not kept. In the process' own memory alone. */
  readonly own: AnswerStore | null
}

/**
 * Keeps answers. Without an identity (an `Authorization` header) only what needs none is ever asked of subgraphs, so that
 * what is shared was not made for anybody; with one, nothing shared is read or written, and what is kept has the whole
 * header in its key.
 */
export function createResponseCache({ shared, own }: ResponseCacheOptions): ResponseCache {
  const stores = own ? [shared, own] : [shared]
  const listeners: (() => void)[] = []
  let isOpen = false

  function lookup(request: CacheRequest): Promise<Looked> | Looked {
    const { engine, operation, authorization, record } = request
    const plan = keepingPlan(engine, operation)
    if (!plan) return null
    // Without a credential there is nobody for whom a private answer could be kept.
    const store = authorization === null ? (plan.isPrivate ? null : shared) : own
    if (!isOpen || !store) {
      cacheRequests.inc({ outcome: 'bypassed' })
      return null
    }
    const key = keyOf(plan.id, request)
    const isPrivate = authorization !== null || plan.isPrivate

    function looked({ answer, since }: Awaited<ReturnType<AnswerStore['find']>>): Looked {
      if (answer) {
        cacheRequests.inc({ outcome: 'hit' })
        record.cache = 'hit'
        record.kept = answer
        return { result: resultOf(answer.body) }
      }
      cacheRequests.inc({ outcome: 'miss' })
      record.cache = 'miss'
      if (since === undefined) return null
      return { pending: pendingFor(since) }
    }

    function pendingFor(since: number): Pending {
      let root: Readonly<Record<string, unknown>> | undefined
      return {
        age: `${since}`,
        observe: (fetched) => (root = fetched),
        keep(result) {
          if (result.errors || !result.data || !root) {
            cacheKept.inc({ outcome: 'not_kept' })
            return result
          }
          const { maxAge } = plan!
          const body = JSON.stringify({ data: result.data })
          const answer: KeptAnswer = { body, keptAt: Date.now(), maxAge, isPrivate }
          // Who listens to a network would wait for one that is of no use to this client.
          const kept = store!.keep(key, answer, plan!.collect(root), since)
          void Promise.resolve(kept).then((is) => cacheKept.inc({ outcome: is ? 'kept' : 'not_kept' }))
          record.kept = answer
          return resultOf(body, result.data)
        },
      }
    }

    const found = store.find(key)
    return found instanceof Promise ? found.then(looked) : looked(found)
  }

  return {
    lookup,
    remove(change) {
      const tags = tagsOfChange(change)
      for (const listener of listeners) listener()
      for (const store of stores)
        void Promise.resolve(store.remove(tags)).then((count) => cacheRemoved.inc(count))
    },
    open() {
      for (const store of stores) void store.clear()
      isOpen = true
    },
    shut() {
      isOpen = false
      for (const store of stores) void store.clear()
    },
    onChange: (listener) => void listeners.push(listener),
    get size() {
      const sizes = stores.map(({ size }) => size)
      return {
        answers: sizes.reduce((sum, { answers }) => sum + answers, 0),
        bytes: sizes.reduce((sum, { bytes }) => sum + bytes, 0),
      }
    },
    close() {
      for (const store of stores) store.close()
    },
  }
}

/** Everything that an answer may depend on, each apart from the others. */
const keyOf = (id: string, { variables, authorization, headers }: CacheRequest): string =>
  hash('sha256', JSON.stringify([id, variables, authorization, headers ?? null]), 'base64url')

/** A result that Yoga, too, sends as the text it has. The data are read only if somebody asks for them. */
function resultOf(body: string, known?: ExecutionResult['data']): ExecutionResult & { stringify(): string } {
  let data = known
  return {
    get data() {
      return (data ??= (JSON.parse(body) as ExecutionResult).data)
    },
    stringify: () => body,
  }
}
