import type { Tracing } from '@tradewind/service'
import type { RequestRecord } from '../context.ts'
import { isAnswered } from './answer.ts'
import type { ObservedAnswer } from './answer.ts'
import { recordsOf } from './record.ts'

/** Makes a span of a GraphQL request, from its arrival to the end of its response. */
export function traceRequest(
  tracing: Tracing,
  response: ObservedAnswer,
  record: RequestRecord,
  traceparent: string,
  parent: string | undefined,
): void {
  const span = tracing.begin('graphql request', 'server', traceparent, parent)
  response.once('close', () => {
    const { operationName, operationType, operationHash, cost, batch } = record
    const errorCodes = recordsOf(record).flatMap((each) => each.errorCodes)
    const answered = isAnswered(response, record)
    span.end(
      {
        ...(batch && { 'graphql.batch.size': batch.length }),
        ...(operationType && { 'graphql.operation.type': operationType }),
        ...(operationName && { 'graphql.operation.name': operationName.slice(0, 100) }),
        ...(operationHash && { 'graphql.document.hash': operationHash }),
        ...(cost && { 'graphql.cost.estimated': cost.estimated }),
        ...(answered && { 'http.response.status_code': response.statusCode }),
        ...(errorCodes.length > 0 && { 'graphql.error.codes': [...new Set(errorCodes)] }),
      },
      !answered || response.statusCode >= 500,
    )
  })
}
