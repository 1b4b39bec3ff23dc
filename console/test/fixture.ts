import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createTestQueue, createTokenIssuer, type QueueKind, type TokenIssuer } from '@tradewind/testkit'
import { start } from '../main.ts'

export const cookieSecret = randomBytes(32).toString('hex')

const scopes: Record<string, string[]> = {
  'staff@shop.example': ['console:read', 'console:write'],
  'onlooker@shop.example': ['console:read'],
  'customer@shop.example': [],
}

/** Stands for the router: signs in three accounts with one password. */
async function startRouter(issuer: TokenIssuer): Promise<Server> {
  const server = createServer((request, response) => void answer(request, response))
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { variables } = JSON.parse(await text(request)) as {
      variables: { input: { email: string; password: string } }
    }
    const { email, password } = variables.input
    const known = scopes[email]
    const session =
      known && password === 'right' ? { accessToken: await issuer.sign({ scopes: known }) } : null
    const errors = session ? [] : [{ message: 'E-mail address and password do not belong together.' }]
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ data: { signIn: { session, errors } } }))
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

export interface TestConsole {
  readonly url: string
  readonly queueUrl: string
  get(path: string, headers?: Record<string, string>): Promise<Response>
  /** Sends a form as a browser would. */
  post(path: string, form: Record<string, string>, headers?: Record<string, string>): Promise<Response>
  signIn(email: string, password: string, headers?: Record<string, string>): Promise<Response>
  /** The cookie of somebody who has signed in. */
  session(email?: string): Promise<{ cookie: string }>
  stop(): Promise<void>
}

/** A console with its queues, over a router and parts that are not there. */
export async function startConsole(
  kind: QueueKind,
  prepare: (queueUrl: string) => Promise<void>,
): Promise<TestConsole> {
  const issuer = await createTokenIssuer()
  const router = await startRouter(issuer)
  const queue = await createTestQueue(kind)
  await prepare(queue.url)
  const console = await start({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    HOST: '127.0.0.1',
    PORT: 0,
    JWKS_URL: issuer.jwksUrl,
    TOKEN_ISSUER: issuer.issuer,
    ROUTER_URL: urlOf(router),
    QUEUE_URL: queue.url,
    HEALTH_TARGETS: [
      { name: 'down', url: 'http://127.0.0.1:1' },
      { name: '<b>hostile</b>', url: 'http://127.0.0.1:1' },
    ],
    CONSOLE_URL: 'http://localhost:4200',
    COOKIE_SECRET: cookieSecret,
  })
  const { url } = console
  const post: TestConsole['post'] = (path, form, headers = {}) =>
    fetch(`${url}${path}`, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams(form) })
  const signIn: TestConsole['signIn'] = (email, password, headers) =>
    post('/sign-in', { email, password }, headers)
  return {
    url,
    queueUrl: queue.url,
    get: (path, headers = {}) =>
      fetch(`${url}${path}`, { redirect: 'manual', headers: { accept: 'text/html', ...headers } }),
    post,
    signIn,
    async session(email = 'staff@shop.example') {
      const response = await signIn(email, 'right')
      return { cookie: response.headers.getSetCookie()[0]!.split(';')[0]! }
    },
    async stop() {
      await console.stop()
      await queue.drop()
      router.close()
      await issuer.stop()
    },
  }
}
