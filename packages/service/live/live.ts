import { setTimeout as delay } from 'node:timers/promises'
import { backoff } from '../outage.ts'
import { interruptible } from './interruptible.ts'
import type { Topics } from './topics.ts'

export interface LiveOptions<State> {
  /** Ends it, at whatever it waits for. In a resolver: the context's `signal`. */
  readonly signal?: AbortSignal | undefined
  /** Whether a state is no news to somebody who was told the one before. Default: each read may be news. */
  readonly same?: (before: State, now: State) => boolean
  /** Whether a state is the last: it is told, and nothing comes after it. Default: there is always another. */
  readonly isLast?: (state: State) => boolean
}

/** How often a state is tried to be read anew before the failure is told, where the database answers at all. */
const ATTEMPTS = 5

/**
 * The state of something, now and after each change of its topics, for as long as it is asked for. A notification says
 * only that there may be news: `read` then reads what is so, and must read it from the database (a request's loaders
 * remember). What changes while a read is under way, or while nobody asks for the next state, is one state more, not
 * one for each change; so a slow consumer misses steps in between, never the latest. No change is missed between the
 * first state and the next, nor while the connection to the database is lost.
 *
 * The signal or `return()` ends it, even amid waiting for a change.
 * @throws what `read` throws the first time, and later what it throws repeatedly while the database answers
 */
export function live<State>(
  topics: Topics,
  topic: string | readonly string[],
  read: () => Promise<State>,
  { signal, same = () => false, isLast = () => false }: LiveOptions<State> = {},
): AsyncGenerator<State, void, undefined> {
  const ending = new AbortController()
  const over = signal ? AbortSignal.any([signal, ending.signal]) : ending.signal
  return interruptible(follow(topics, [topic].flat(), read, { same, isLast, signal: over }), () =>
    ending.abort(),
  )
}

async function* follow<State>(
  topics: Topics,
  names: readonly string[],
  read: () => Promise<State>,
  { signal, same, isLast }: { readonly signal: AbortSignal } & Required<LiveOptions<State>>,
): AsyncGenerator<State, void, undefined> {
  let news = Promise.withResolvers<void>()
  const wake = (): void => news.resolve()
  signal.addEventListener('abort', wake)
  const unwatch = names.map((name) => topics.watch(name, wake))
  let told: { readonly state: State } | undefined
  let failures = 0
  try {
    if (!signal.aborted) await Promise.race([topics.settled, news.promise])
    wake()
    for (;;) {
      await news.promise
      if (signal.aborted) return
      news = Promise.withResolvers() // before the read: what comes from now on is not in it for certain
      let state: State
      try {
        state = await read()
        failures = 0
      } catch (error) {
        if (signal.aborted) return
        if (!told) throw error
        // While the database is away there is no use in trying; its return counts as a change.
        if (!topics.listening) continue
        if (++failures === ATTEMPTS) throw error
        await delay(backoff(failures, 5_000), undefined, { signal }).catch(() => undefined)
        wake()
        continue
      }
      if (signal.aborted) return
      if (told && same(told.state, state)) continue
      told = { state }
      yield state
      if (isLast(state)) return
    }
  } finally {
    signal.removeEventListener('abort', wake)
    for (const end of unwatch) end()
  }
}
