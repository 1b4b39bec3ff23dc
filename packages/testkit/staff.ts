import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { TokenIssuer } from './tokens.ts'

/** Who may sign in at `startSignIn`, each with the password `right`, and the scopes they have. */
export const staffAccounts: Readonly<Record<string, readonly string[]>> = {
  'staff@shop.example': ['console:read', 'console:write'],
  'onlooker@shop.example': ['console:read'],
  'customer@shop.example': [],
}

export interface SignInServer {
  /** The GraphQL endpoint. */
  readonly url: string
  stop(): void
}

/** Stands for the router where staff sign in: it answers that mutation alone. */
export async function startSignIn(issuer: TokenIssuer): Promise<SignInServer> {
  const server = createServer((request, response) => void answer(request, response))
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { variables } = JSON.parse(await text(request)) as {
      variables: { input: { email: string; password: string } }
    }
    const { email, password } = variables.input
    const scopes = staffAccounts[email]
    const session =
      scopes && password === 'right' ? { accessToken: await issuer.sign({ scopes: [...scopes] }) } : null
    const errors = session ? [] : [{ message: 'E-mail address and password do not belong together.' }]
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ data: { signIn: { session, errors } } }))
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** What a browser without scripts does at a site for staff. */
export interface StaffBrowser {
  get(path: string, headers?: Record<string, string>): Promise<Response>
  /** Sends a form. */
  post(path: string, form: Record<string, string>, headers?: Record<string, string>): Promise<Response>
  signIn(email: string, password: string, headers?: Record<string, string>): Promise<Response>
  /** The cookie of somebody who has signed in; of the first of `staffAccounts` when nobody is named. */
  session(email?: string): Promise<{ cookie: string }>
}

/** Asks a site for staff as a browser would, following no redirect. */
export function staffBrowser(url: string): StaffBrowser {
  const post: StaffBrowser['post'] = (path, form, headers = {}) =>
    fetch(`${url}${path}`, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams(form) })
  const signIn: StaffBrowser['signIn'] = (email, password, headers) =>
    post('/sign-in', { email, password }, headers)
  return {
    get: (path, headers = {}) =>
      fetch(`${url}${path}`, { redirect: 'manual', headers: { accept: 'text/html', ...headers } }),
    post,
    signIn,
    async session(email = 'staff@shop.example') {
      const response = await signIn(email, 'right')
      return { cookie: response.headers.getSetCookie()[0]!.split(';')[0]! }
    },
  }
}
