import { AsyncLocalStorage } from 'node:async_hooks'
import { randomFillSync } from 'node:crypto'

interface Work {
  readonly traceparent: string
  readonly requestId: string | undefined
}

/**
 * The W3C trace context of the work at hand: it comes with a request or an event, and goes on with every request,
 * event and log line that the work causes. https://www.w3.org/TR/trace-context/
 */
const works = new AsyncLocalStorage<Work>()
const format = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/

/** The `traceparent` of the present work, or undefined outside any. */
export const currentTraceparent = (): string | undefined => works.getStore()?.traceparent

/** The id of the client's request that the present work answers, or undefined outside any. */
export const currentRequestId = (): string | undefined => works.getStore()?.requestId

/** Runs work as part of the trace it was handed, or of a new one where none (or a malformed one) was handed in. */
export function withTraceparent<Result>(
  traceparent: string | null | undefined,
  work: () => Result,
  requestId?: string,
): Result {
  return works.run({ traceparent: continueTrace(traceparent), requestId }, work)
}

/** A traceparent for the next hop: the same trace with a span id of its own, or a new trace. */
export function continueTrace(traceparent: string | null | undefined): string {
  const [, traceId, , flags] =
    traceparent && format.test(traceparent) ? traceparent.split('-') : ['', randomHex(16), '', '01']
  return `00-${traceId}-${randomHex(8)}-${flags}`
}

const drawn = Buffer.allocUnsafe(4096)
let taken = drawn.length

/** Random bytes come from the system a page at a time: each call to it costs more than the rest of a traceparent. */
function randomHex(bytes: number): string {
  if (taken + bytes > drawn.length) {
    randomFillSync(drawn)
    taken = 0
  }
  return drawn.toString('hex', taken, (taken += bytes))
}
