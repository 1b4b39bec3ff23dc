/** How long to wait before each further try of something that keeps ending: at once, then longer and longer. */
export interface BackOff {
  /** Milliseconds to wait before the next try; call it when a run has ended. */
  next(): number
}

const first = 100
const longest = 30_000
/** A run that lasts this long has succeeded, and its end starts the count anew. */
const settled = 60_000

export function createBackOff(now: () => number = Date.now): BackOff {
  let failures = 0
  let last = now()
  return {
    next() {
      if (now() - last > settled) failures = 0
      last = now()
      return Math.min(first * 4 ** failures++, longest)
    },
  }
}
