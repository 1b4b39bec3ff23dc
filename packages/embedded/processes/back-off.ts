/** How long to wait before each further try of something that keeps ending: at once, then longer and longer. */
export interface BackOff {
  /** Call it when a run is ready: whether it has succeeded is told by how long it lasts from then on. */
  ready(): void
  /** Milliseconds to wait before the next try; call it when a run has ended. */
  next(): number
}

const first = 100
const longest = 30_000
/** A run that was ready for so long has succeeded, and its end starts the count anew. */
const settled = 10_000

export function createBackOff(now: () => number = Date.now): BackOff {
  let failures = 0
  let readyAt = Infinity
  return {
    ready() {
      readyAt = now()
    },
    next() {
      if (now() - readyAt >= settled) failures = 0
      readyAt = Infinity
      return Math.min(first * 4 ** failures++, longest)
    },
  }
}
