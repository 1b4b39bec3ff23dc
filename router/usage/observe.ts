import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from '@tradewind/service'
import type { RequestRecord } from '../context.ts'
import { clientOf } from '../http/client.ts'
import { reportedOperation } from './operation.ts'
import type { UsageReporter } from './reporter.ts'

/** Counts what a request executed when its response has ended, so that the client waits for nothing of it. */
export function observeUsage(
  request: IncomingMessage,
  response: ServerResponse,
  record: RequestRecord,
  reporter: UsageReporter,
  logger: Logger,
): void {
  const started = performance.now()
  response.once('close', () => {
    const milliseconds = performance.now() - started
    const { executed, errorCodes } = record
    if (!executed) return
    try {
      const operation = reportedOperation(executed)
      if (!operation) return
      const client = clientOf(request.headers)
      const { variables } = executed
      reporter.count({ operation, client, variables, milliseconds, hasErrors: errorCodes.length > 0 })
    } catch (error) {
      logger.error({ err: error }, 'The usage of an operation could not be counted.')
    }
  })
}
