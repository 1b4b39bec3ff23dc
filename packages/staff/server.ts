import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import type { Logger } from '@tradewind/service'
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { z } from 'zod'
import { ownPath, signInPath } from './destination.ts'
import { html } from './html.ts'
import type { Site } from './layout.ts'
import { messagePage } from './message-page.ts'
import { isForeign, protect, wantsPage } from './protection.ts'
import { SESSION_SECONDS, type Session, type Sessions } from './sessions.ts'
import type { SignIn } from './sign-in.ts'
import { signInPage } from './sign-in-page.ts'

export interface StaffServerOptions {
  readonly site: Site
  readonly sessions: Sessions
  readonly signIn: SignIn
  /** Whether browsers reach the site over TLS, so that the cookie must never travel without it. */
  readonly secureCookies: boolean
  /** Routes that answer without a sign-in, beside the sign-in itself; none of them may say anything of the shop. */
  readonly open?: readonly string[]
  readonly logger: Logger
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is signed in; null only on the routes that are open. */
    session: Session | null
  }
}

const credentials = z.object({ email: z.string().max(320), password: z.string().max(200) })
const destination = z.object({ next: z.string().max(2_000).default('/').transform(ownPath) })

/**
 * An HTTP server for staff: everything but the sign-in, which it brings, is behind the session cookie, and a form that
 * another site sends is refused. The routes are for whoever asked for it to add.
 */
export async function createStaffServer(options: StaffServerOptions): Promise<FastifyInstance> {
  const { site, sessions, signIn, logger } = options
  // Cookies know hosts, not ports: each site of a host has its own.
  const cookieName = `tradewind_${site.name}`
  const open = new Set(['/sign-in', site.stylesheet.path, ...(options.open ?? [])])
  const server = fastify({ bodyLimit: 64 * 1024 })
  await server.register(cookie)
  await server.register(formbody)

  server.decorateRequest('session', null)
  server.addHook('onRequest', async (request, reply) => {
    protect(reply)
    if (isForeign(request)) return reply.code(403).send(`Send this form from the ${site.name} itself.`)
    // The route that was found, never the path: others read paths otherwise (a backslash, `..`) than the routing does.
    const { url: route = '' } = request.routeOptions
    request.session = await sessions.read(request.cookies[cookieName])
    if (open.has(route)) return undefined
    if (!request.session) return refuse(site, request, reply)
    if (request.method !== 'GET')
      logger.info({ staffId: request.session.staffId, url: request.url }, `A change at the ${site.name}.`)
    return undefined
  })
  server.setErrorHandler((error, request, reply) => {
    const { statusCode = error instanceof z.ZodError ? 400 : 500 } = error as { statusCode?: number }
    if (statusCode >= 500)
      logger.error({ err: error, url: request.url }, `A request to the ${site.name} failed.`)
    const message = statusCode >= 500 ? 'Something went wrong; the log says what.' : 'Bad request.'
    return answer(site, request, reply.code(statusCode), message)
  })
  server.setNotFoundHandler((request, reply) =>
    answer(site, request, reply.code(404), 'There is no such page.'),
  )

  server.get(site.stylesheet.path, (_, reply) => reply.type('text/css').send(site.stylesheet.text))

  const cookieOptions = {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: options.secureCookies,
  } as const
  server.get('/sign-in', (request, reply) =>
    sendPage(reply, signInPage(site, destination.parse(request.query))),
  )
  server.post('/sign-in', async (request, reply) => {
    const { next } = destination.parse(request.body ?? {})
    const form = credentials.safeParse(request.body)
    if (!form.success) {
      return sendPage(reply.code(400), signInPage(site, { next, message: 'Fill in e-mail and password.' }))
    }
    const { email, password } = form.data
    const outcome = await signIn(email, password)
    if (!outcome.ok) {
      return sendPage(reply.code(401), signInPage(site, { next, message: outcome.message, email }))
    }
    const { session } = outcome
    logger.info({ staffId: session.staffId }, `Signed in to the ${site.name}.`)
    reply.setCookie(cookieName, await sessions.issue(session), { ...cookieOptions, maxAge: SESSION_SECONDS })
    return reply.redirect(next, 303)
  })
  server.post('/sign-out', (_, reply) =>
    reply.clearCookie(cookieName, cookieOptions).redirect('/sign-in', 303),
  )
  return server
}

/** Sends a whole page. */
export const sendPage = (reply: FastifyReply, markup: string): FastifyReply =>
  reply.type('text/html; charset=utf-8').send(markup)

/** A browser is led to the form; anything else is told. */
function refuse(site: Site, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!wantsPage(request)) return reply.code(401).send({ error: 'Sign in first.' })
  // After a link on another site (a pull request) the browser holds the cookie back; asked from here, it sends it.
  if (request.headers['sec-fetch-site'] === 'cross-site') {
    const path = ownPath(request.url)
    return sendPage(
      reply,
      site.page(
        { title: 'One moment', signedIn: false, refresh: { seconds: 0, path } },
        html`<p><a href="${path}">Go on</a></p>`,
      ),
    )
  }
  return reply.redirect(signInPath(request.url), 303)
}

/** A sentence, as a page where one is wanted. */
function answer(site: Site, request: FastifyRequest, reply: FastifyReply, message: string): FastifyReply {
  if (!wantsPage(request)) return reply.send(message)
  const options = {
    title: 'Not done',
    back: { path: '/', label: 'To the first page' },
    signedIn: request.session !== null,
  }
  return sendPage(reply, messagePage(site, message, options))
}
