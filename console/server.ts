import type { FastifyInstance, FastifyPluginCallback } from 'fastify'
import { createStaffServer, sendPage, type Sessions, type SignIn } from '@tradewind/staff'
import type { Logger } from '@tradewind/service'
import { boardRefusal } from './auth/board-rights.ts'
import { failedEventRoutes, type FailedEventRoutes } from './failed-event-routes.ts'
import type { HealthReport } from './health-report.ts'
import { healthPage } from './pages/health.ts'
import { site } from './pages/layout.ts'

export interface ServerOptions {
  readonly board: FastifyPluginCallback
  readonly sessions: Sessions
  readonly signIn: SignIn
  readonly report: () => Promise<HealthReport>
  readonly failedEvents: FailedEventRoutes
  /** Whether browsers reach the console over TLS, so that the cookie must never travel without it. */
  readonly secureCookies: boolean
  readonly logger: Logger
}

/** The dashboard brings scripts and styles of its own. */
const boardPolicy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; script-src 'self' 'unsafe-inline'; base-uri 'self'; frame-ancestors 'none'"

/** The console's HTTP server: everything but the sign-in is behind the session cookie. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { sessions, signIn, secureCookies, report, logger } = options
  const open = ['/health/live', '/health/ready']
  const server = await createStaffServer({ site, sessions, signIn, secureCookies, open, logger })

  server.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/queues')) reply.header('content-security-policy', boardPolicy)
    const { session, routeOptions } = request
    const refusal = session && boardRefusal(request.method, routeOptions.url ?? '', session)
    if (!refusal) return undefined
    logger.warn({ staffId: session.staffId, route: routeOptions.url }, 'Refused at the dashboard.')
    return reply.code(403).send({ error: refusal })
  })

  server.get('/health/live', () => ({ status: 'live' }))
  server.get('/health/ready', () => ({ status: 'ready' }))
  server.get('/', async (_, reply) => sendPage(reply, healthPage(await report())))
  await server.register(failedEventRoutes(options.failedEvents), { prefix: '/failed-events' })
  await server.register(options.board, { prefix: '/queues' })
  await server.ready()
  return server
}
