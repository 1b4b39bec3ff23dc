import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from '@tradewind/service'
import type { RequestRecord } from '../context.ts'
import { clientOf } from '../http/client.ts'
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
    const client = clientOf(request.headers)
    logger.info(
      {
        requestId,
        method: request.method,
        status,
        durationMs: toMicroseconds(seconds * 1e3),
        operation: record.operationName?.slice(0, 100),
        operationType: record.operationType,
        operationHash: record.operationHash,
        persistedId: record.persistedId,
        client: client.name || undefined,
        clientVersion: client.version || undefined,
        subgraphCalls: record.subgraphCalls,
        subgraphMs: record.subgraphMs.size > 0 ? rounded(record.subgraphMs) : undefined,
        cost: record.cost,
        errorCodes: record.errorCodes.length > 0 ? [...new Set(record.errorCodes)] : undefined,
      },
      'request',
    )
  })
}

const rounded = (milliseconds: ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries([...milliseconds].map(([name, value]) => [name, toMicroseconds(value)]))

/** Milliseconds with three digits. */
const toMicroseconds = (milliseconds: number): number => Math.round(milliseconds * 1e3) / 1e3
