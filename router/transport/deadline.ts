/**
 * Runs work whose signal aborts when `outer` does or when time is up, whichever is first.
 * Unlike AbortSignal.timeout, no timer outlives the work: at thousands of requests a second that is what counts.
 */
export async function withDeadline<Result>(
  outer: AbortSignal,
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController()
  const giveUp = (): void => controller.abort(outer.reason)
  const timer = setTimeout(
    () => controller.abort(new Error(`There was no answer within ${milliseconds} ms.`)),
    milliseconds,
  )
  outer.addEventListener('abort', giveUp, { once: true })
  if (outer.aborted) giveUp()
  try {
    return await work(controller.signal)
  } finally {
    clearTimeout(timer)
    outer.removeEventListener('abort', giveUp)
  }
}
