import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from '@tradewind/service'
import type { RequestRecord } from '../context.ts'
import { errors, requestSeconds, requestsUnderWay } from './metrics.ts'

/** Nginx' status for a client that went away before it had its answer. */
const CLIENT_CLOSED_REQUEST = 499

/**
 * Writes one line and the metrics of a GraphQL request when its response has ended. The line names the operation and
 * the client; it never has variables, tokens or the operation's text.
 */
export function observeRequest(
  request: IncomingMessage,
  response: ServerResponse,
  record: RequestRecord,
  requestId: string,
  logger: Logger,
): void {
  const started = performance.now()
  requestsUnderWay.inc()
  response.once('close', () => {
    const seconds = (performance.now() - started) / 1_000
    const status = response.writableFinished ? response.statusCode : CLIENT_CLOSED_REQUEST
    requestsUnderWay.dec()
    requestSeconds.observe({ type: record.operationType ?? 'none', status }, seconds)
    for (const code of record.errorCodes) errors.inc({ code })
    logger.info(
      {
        requestId,
        method: request.method,
        status,
        durationMs: Math.round(seconds * 1e6) / 1e3,
        operation: shorten(record.operationName),
        operationType: record.operationType,
        operationHash: record.operationHash,
        client: shorten(headerOf(request, 'apollographql-client-name')),
        clientVersion: shorten(headerOf(request, 'apollographql-client-version')),
        subgraphCalls: record.subgraphCalls,
        errorCodes: record.errorCodes.length > 0 ? [...new Set(record.errorCodes)] : undefined,
      },
      'request',
    )
  })
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

const shorten = (text: string | undefined): string | undefined => text?.slice(0, 100)
