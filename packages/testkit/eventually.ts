import { setTimeout as delay } from 'node:timers/promises'

export interface EventuallyOptions {
  /** How long it may take until the check passes, in milliseconds. */
  readonly timeout?: number
  /** The pause between two tries, in milliseconds. */
  readonly every?: number
}

/** Tries a check until it no longer throws, and gives what it returned; when time is up, throws what it threw last. */
export async function eventually<Result>(
  check: () => Result | Promise<Result>,
  { timeout = 15_000, every = 25 }: EventuallyOptions = {},
): Promise<Result> {
  const deadline = performance.now() + timeout
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (performance.now() >= deadline) throw error
    }
    await delay(every)
  }
}
