import { now } from '../load.ts'

export interface Settled {
  /** When the last one was handled. */
  readonly last: number
  /** When each was handled, by id. */
  readonly handled: readonly (readonly [string, number])[]
}

export interface Tally {
  note(ids: readonly string[]): void
  /** Counts anew, up to a number; `times` says whether the time of each is wanted. */
  expect(wanted: { count: number; times: boolean }): void
  /** Resolves when as many have been handled as were expected. */
  settled(): Promise<Settled>
  /** How many there were since the start. */
  total(): number
}

/** Counts what is handled. */
export function openTally(): Tally {
  let total = 0
  let left = 0
  let keeps = false
  let handled: [string, number][] = []
  let end = Promise.withResolvers<Settled>()
  return {
    note(ids) {
      const at = now()
      if (keeps) handled.push(...ids.map((id): [string, number] => [id, at]))
      total += ids.length
      left -= ids.length
      if (left === 0) end.resolve({ last: at, handled })
    },
    expect({ count, times }) {
      left = count
      keeps = times
      handled = []
      end = Promise.withResolvers()
    },
    settled: () => end.promise,
    total: () => total,
  }
}
