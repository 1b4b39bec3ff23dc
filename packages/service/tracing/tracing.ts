import type { Attributes } from '@opentelemetry/api'
import type { Logger } from '../logger.ts'

/** Work that a span is to tell of. */
export interface SpanUnderWay {
  end(attributes: Attributes, failed: boolean): void
}

export interface Tracing {
  /**
   * Begins a span of the trace that its `traceparent` names. `parent` is the traceparent of what caused the work; one
   * of another trace is no parent. Spans never hold variables, tokens or the text of operations.
   */
  begin(
    name: string,
    kind: 'server' | 'client' | 'consumer',
    traceparent: string,
    parent: string | null | undefined,
  ): SpanUnderWay
  /** Sends what is left. */
  close(): Promise<void>
}

// Several parts may run in one process, as in tests; each sends its spans under its own name.
const parts = new Map<string, Tracing>()

/** Where the spans of a part of the system (`router`, `catalog`) go; undefined where nobody collects them. */
export const tracingOf = (part: string): Tracing | undefined => parts.get(part)

/**
 * Sends the spans of a part to an OpenTelemetry collector (OTLP over HTTP) until it is closed. Without an endpoint there
 * are none, and what it would take to make them is not even loaded.
 */
export async function openTracing(
  part: string,
  endpoint: string | undefined,
  logger: Logger,
): Promise<Tracing | null> {
  if (endpoint === undefined) return null
  const { sendTraces } = await import('./otlp.ts')
  const sending = sendTraces(part, endpoint, logger)
  const tracing: Tracing = {
    begin: sending.begin,
    close() {
      if (parts.get(part) === tracing) parts.delete(part)
      return sending.close()
    },
  }
  parts.set(part, tracing)
  return tracing
}
