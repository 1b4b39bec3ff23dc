import type { IncomingMessage } from 'node:http'
import type { Logger } from '@tradewind/service'
import type { RequestRecord } from '../context.ts'
import { clientOf } from '../http/client.ts'
import type { ObservedAnswer } from '../observability/answer.ts'
import { recordsOf } from '../observability/record.ts'
import { reportedOperation } from './operation.ts'
import type { UsageReporter } from './reporter.ts'

/** Counts what a request executed when its response has ended, so that the client waits for nothing of it. */
export function observeUsage(
  request: Pick<IncomingMessage, 'headers'>,
  response: ObservedAnswer,
  record: RequestRecord,
  reporter: UsageReporter,
  logger: Logger,
): void {
  const started = performance.now()
  response.once('close', () => {
    const milliseconds = performance.now() - started
    for (const { executed, errorCodes } of recordsOf(record)) {
      if (!executed) continue
      try {
        const operation = reportedOperation(executed)
        if (!operation) continue
        const client = clientOf(request.headers)
        const { variables } = executed
        reporter.count({ operation, client, variables, milliseconds, hasErrors: errorCodes.length > 0 })
      } catch (error) {
        logger.error({ err: error }, 'The usage of an operation could not be counted.')
      }
    }
  })
}
