type Abandon = () => void

const waiting = new WeakMap<AbortSignal, Set<Abandon>>()

/**
 * Calls a function once when the signal aborts; gives the function that takes it back. All of a signal's functions
 * share one listener: adding and removing listeners costs more than everything else a call to a subgraph has to do.
 */
export function onAbort(signal: AbortSignal, abandon: Abandon): () => void {
  let functions = waiting.get(signal)
  if (!functions) {
    const added = new Set<Abandon>()
    waiting.set(signal, (functions = added))
    signal.addEventListener('abort', () => added.forEach((each) => each()), { once: true })
  }
  functions.add(abandon)
  return () => void functions.delete(abandon)
}
