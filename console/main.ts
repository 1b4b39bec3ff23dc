import { openQueues } from '@tradewind/events'
import {
  createLogger,
  createTokenVerifier,
  readEnvironment,
  run,
  serveHttp,
  type Running,
} from '@tradewind/service'
import { createSessions, createSignIn } from '@tradewind/staff'
import { consoleEnvironment, type ConsoleEnvironment } from './environment.ts'
import { createFailedEvents } from './failed-events.ts'
import { createHealthReport } from './health-report.ts'
import { createQueueBoard } from './queue-board.ts'
import { createServer } from './server.ts'

/** Starts the operators' console: queues and health, for signed-in staff alone. */
export async function start(environment: ConsoleEnvironment): Promise<Running> {
  const logger = createLogger('console', environment.LOG_LEVEL)
  const board = createQueueBoard('/queues')
  const opened = await openQueues(environment.QUEUE_URL, { logger, onQueue: board.add })
  const verify = createTokenVerifier({ jwksUrl: environment.JWKS_URL, issuer: environment.TOKEN_ISSUER })
  const server = await createServer({
    board: board.plugin,
    sessions: createSessions('console', environment.COOKIE_SECRET),
    signIn: createSignIn('console', environment.ROUTER_URL, verify),
    report: createHealthReport(environment.HEALTH_TARGETS, opened.queues),
    failedEvents: {
      failed: createFailedEvents(opened),
      decisions: opened.decisions,
      traceUrl: environment.TRACE_URL,
    },
    secureCookies: environment.CONSOLE_URL.startsWith('https:'),
    logger,
  })
  const http = await serveHttp((request, response) => server.routing(request, response), {
    host: environment.HOST,
    port: environment.PORT,
  })
  logger.info({ url: http.url }, 'Ready for operators.')
  return {
    url: http.url,
    async stop() {
      await http.stop()
      await server.close()
      await opened.close()
    },
  }
}

if (import.meta.main) run('console', () => start(readEnvironment(consoleEnvironment)))
