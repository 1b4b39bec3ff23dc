import type { IncomingMessage } from 'node:http'
import type { Logger } from '@tradewind/service'
import type { RequestRecord } from '../context.ts'
import { clientOf } from '../http/client.ts'
import { isAnswered } from './answer.ts'
import type { ObservedAnswer } from './answer.ts'
import { errors, requestSeconds, requestsUnderWay } from './metrics.ts'
import { recordsOf } from './record.ts'

/** Nginx' status for a client that went away before it had its answer. */
const CLIENT_CLOSED_REQUEST = 499

/**
 * Writes one line and the metrics of a GraphQL request, or of each operation of a batch, when its response has ended.
 * The line names the operation and the client; it never has variables, tokens or the operation's text.
 */
export function observeRequest(
  request: Pick<IncomingMessage, 'method' | 'headers'>,
  response: ObservedAnswer,
  record: RequestRecord,
  requestId: string,
  logger: Logger,
): void {
  const started = performance.now()
  requestsUnderWay.inc()
  response.once('close', () => {
    const seconds = (performance.now() - started) / 1_000
    const status = isAnswered(response, record) ? response.statusCode : CLIENT_CLOSED_REQUEST
    requestsUnderWay.dec()
    const client = clientOf(request.headers)
    for (const each of recordsOf(record)) {
      secondsOf(each.operationType ?? 'none', status).observe(seconds)
      for (const code of each.errorCodes) errors.inc({ code })
      logger.info(
        {
          requestId,
          method: request.method,
          status,
          durationMs: toMicroseconds(seconds * 1e3),
          batch: record.batch?.length,
          operation: each.operationName?.slice(0, 100),
          operationType: each.operationType,
          operationHash: each.operationHash,
          persistedId: each.persistedId,
          client: client.name || undefined,
          clientVersion: client.version || undefined,
          subgraphCalls: each.subgraphCalls,
          subgraphMs: each.subgraphMs.size > 0 ? rounded(each.subgraphMs) : undefined,
          cost: each.cost,
          cache: each.cache,
          errorCodes: each.errorCodes.length > 0 ? [...new Set(each.errorCodes)] : undefined,
        },
        'request',
      )
    }
  })
}

const histograms = new Map<string, ReturnType<typeof requestSeconds.labels>>()

/** The histogram of a type and a status, looked up by its labels once. */
function secondsOf(type: string, status: number): ReturnType<typeof requestSeconds.labels> {
  return histograms.getOrInsertComputed(`${type} ${status}`, () => requestSeconds.labels({ type, status }))
}

const rounded = (milliseconds: ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries([...milliseconds].map(([name, value]) => [name, toMicroseconds(value)]))

/** Milliseconds with three digits. */
const toMicroseconds = (milliseconds: number): number => Math.round(milliseconds * 1e3) / 1e3
