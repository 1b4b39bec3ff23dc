import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import type { Logger } from '@tradewind/service'
import {
  fastify,
  type FastifyInstance,
  type FastifyPluginCallback,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { z } from 'zod'
import { boardRefusal } from './auth/board-rights.ts'
import { SESSION_COOKIE, SESSION_SECONDS, type Session, type Sessions } from './auth/sessions.ts'
import type { SignIn } from './auth/sign-in.ts'
import { failedEventRoutes, type FailedEventRoutes } from './failed-event-routes.ts'
import type { HealthReport } from './health-report.ts'
import { healthPage } from './pages/health.ts'
import { stylesheet } from './pages/layout.ts'
import { signInPage } from './pages/sign-in.ts'

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

/** The routes that answer without a sign-in; none of them says anything of the shop. */
const open = new Set(['/sign-in', '/console.css', '/health/live', '/health/ready'])

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is signed in; null only on the routes that are open. */
    session: Session | null
  }
}

const credentials = z.object({ email: z.string().max(320), password: z.string().max(200) })

/** The console's HTTP server: everything but the sign-in is behind the session cookie. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { sessions, signIn, report, logger } = options
  const server = fastify({ bodyLimit: 64 * 1024 })
  await server.register(cookie)
  await server.register(formbody)

  server.decorateRequest('session', null)
  server.addHook('onRequest', async (request, reply) => {
    protect(reply, request.url)
    if (isForeign(request)) return reply.code(403).send('Send this form from the console itself.')
    // The route that was found, never the path: others read paths otherwise (a backslash, `..`) than the routing does.
    const { url: route = '' } = request.routeOptions
    const session = await sessions.read(request.cookies[SESSION_COOKIE])
    request.session = session
    if (open.has(route)) return undefined
    if (!session) return refuse(request, reply)
    const refusal = boardRefusal(request.method, route, session)
    if (!refusal) {
      if (request.method !== 'GET')
        logger.info({ staffId: session.staffId, url: request.url }, 'A change at the console.')
      return undefined
    }
    logger.warn({ staffId: session.staffId, route }, 'Refused at the dashboard.')
    return reply.code(403).send({ error: refusal })
  })
  server.setErrorHandler((error, request, reply) => {
    const { statusCode = error instanceof z.ZodError ? 400 : 500 } = error as { statusCode?: number }
    if (statusCode >= 500) logger.error({ err: error, url: request.url }, 'A request to the console failed.')
    return reply
      .code(statusCode)
      .send(statusCode >= 500 ? 'Something went wrong; the log says what.' : 'Bad request.')
  })

  server.get('/health/live', () => ({ status: 'live' }))
  server.get('/health/ready', () => ({ status: 'ready' }))
  server.get('/console.css', (_, reply) => reply.type('text/css').send(stylesheet))

  const cookieOptions = {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: options.secureCookies,
  } as const
  server.get('/sign-in', (_, reply) => sendPage(reply, signInPage()))
  server.post('/sign-in', async (request, reply) => {
    const form = credentials.safeParse(request.body)
    if (!form.success) return sendPage(reply.code(400), signInPage('Fill in e-mail and password.'))
    const outcome = await signIn(form.data.email, form.data.password)
    if (!outcome.ok) return sendPage(reply.code(401), signInPage(outcome.message, form.data.email))
    const { session } = outcome
    logger.info({ staffId: session.staffId }, 'Signed in to the console.')
    reply.setCookie(SESSION_COOKIE, await sessions.issue(session), {
      ...cookieOptions,
      maxAge: SESSION_SECONDS,
    })
    return reply.redirect('/', 303)
  })
  server.post('/sign-out', (_, reply) =>
    reply.clearCookie(SESSION_COOKIE, cookieOptions).redirect('/sign-in', 303),
  )

  server.get('/', async (_, reply) => sendPage(reply, healthPage(await report())))
  await server.register(failedEventRoutes(options.failedEvents), { prefix: '/failed-events' })
  await server.register(options.board, { prefix: '/queues' })
  await server.ready()
  return server
}

const sendPage = (reply: FastifyReply, markup: string): FastifyReply =>
  reply.type('text/html; charset=utf-8').send(markup)

/** A browser is led to the form; anything else is told. */
function refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const wantsPage = request.method === 'GET' && request.headers.accept?.includes('text/html')
  return wantsPage ? reply.redirect('/sign-in', 303) : reply.code(401).send({ error: 'Sign in first.' })
}

/** A changing request that a browser sends on behalf of another site. */
function isForeign({ method, headers }: FastifyRequest): boolean {
  if (method === 'GET' || method === 'HEAD') return false
  const { origin, host } = headers
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host)
}

/** The dashboard brings scripts and styles of its own; our own pages need none but the stylesheet. */
function protect(reply: FastifyReply, url: string): void {
  const policy = url.startsWith('/queues')
    ? "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; script-src 'self' 'unsafe-inline'; base-uri 'self'"
    : "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'"
  reply.headers({
    'content-security-policy': `${policy}; frame-ancestors 'none'`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cache-control': 'no-store',
  })
}
