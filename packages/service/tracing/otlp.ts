import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { HrTime, SpanContext } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace'
import type { SpanExporter } from '@opentelemetry/sdk-trace'
import type { Logger } from '../logger.ts'
import type { Tracing } from './tracing.ts'

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, consumer: SpanKind.CONSUMER }
/** A collector that does not answer must hold up neither requests nor the end of the process. */
const EXPORT_TIMEOUT_MS = 3_000

/** Sends spans to an OpenTelemetry collector (OTLP over HTTP) in batches; what it does not take is dropped. */
export function sendTraces(part: string, endpoint: string, logger: Logger): Tracing {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: EXPORT_TIMEOUT_MS })
  const processor = new BatchSpanProcessor({
    exporter: reporting(exporter, logger),
    exportTimeoutMillis: EXPORT_TIMEOUT_MS,
  })
  const resource = resourceFromAttributes({ 'service.namespace': 'tradewind', 'service.name': part })
  const instrumentationScope = { name: '@tradewind/service' }

  return {
    begin(name, kind, traceparent, parent) {
      const context = toContext(traceparent)
      const cause = parent == null ? undefined : toContext(parent)
      const began = now()
      return {
        end(attributes, failed) {
          const ended = now()
          processor.onEnd({
            name,
            kind: kinds[kind],
            spanContext: () => context,
            ...(cause?.traceId === context.traceId && { parentSpanContext: { ...cause, isRemote: true } }),
            startTime: toHrTime(began),
            endTime: toHrTime(ended),
            duration: toHrTime(ended - began),
            ended: true,
            status: { code: failed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
            attributes,
            links: [],
            events: [],
            resource,
            instrumentationScope,
            droppedAttributesCount: 0,
            droppedEventsCount: 0,
            droppedLinksCount: 0,
          })
        },
      }
    },
    // What is lost at the end has been logged, and is no reason not to end.
    close: () => processor.shutdown().catch(() => undefined),
  }
}

/** Milliseconds since 1970, of a clock that does not jump. */
const now = (): number => performance.timeOrigin + performance.now()

function toHrTime(milliseconds: number): HrTime {
  const seconds = Math.floor(milliseconds / 1_000)
  return [seconds, Math.round((milliseconds - seconds * 1_000) * 1e6)]
}

/** https://www.w3.org/TR/trace-context/: version, trace, span, flags. */
function toContext(traceparent: string): SpanContext {
  const [, traceId = '', spanId = '', flags = '00'] = traceparent.split('-')
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) }
}

/** Says once, until it works again, that traces do not arrive. */
function reporting(exporter: OTLPTraceExporter, logger: Logger): SpanExporter {
  let failing = false
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const { error } = result
        if (error && !failing)
          logger.warn({ err: error }, 'Traces do not reach the collector and are dropped.')
        failing = error !== undefined
        done(result)
      })
    },
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  }
}
