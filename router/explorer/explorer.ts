import type { RouterPlugin } from '../context.ts'
import type { Environment } from '../environment.ts'
import { graphiqlPage, graphiqlPolicy, uncompressed } from './graphiql.ts'
import { sandboxPage, sandboxPolicy } from './sandbox.ts'

/**
 * The explorer for browsers: Apollo Sandbox at `/`, which goes to GraphiQL at `/graphiql` where the browser cannot
 * load it. With `graphiql` it is GraphiQL at once, with `off` there is neither.
 */
export function explorer(kind: Environment['EXPLORER']): RouterPlugin {
  const page = kind === 'sandbox' ? sandboxResponse : graphiqlResponse
  const hasPage = kind !== 'off'
  return {
    async onRequest({ request, url, endResponse }) {
      if (request.method !== 'GET') return
      const isVisit = hasPage && isBrowser(request)
      if (url.pathname === '/') endResponse(isVisit ? await page(request) : pointer())
      if (url.pathname === '/graphiql' && hasPage) endResponse(await graphiqlResponse(request))
      // Who opens the endpoint itself in a browser means the explorer.
      if (url.pathname === '/graphql' && !url.search && isVisit) endResponse(redirect('/'))
    },
  }
}

const isBrowser = ({ headers }: Request): boolean => headers.get('accept')?.includes('text/html') ?? false

const redirect = (location: string): Response => new Response(null, { status: 302, headers: { location } })

const pointer = (): Response =>
  new Response('This is the GraphQL API of Tradewind: send POST requests to /graphql.\n')

function sandboxResponse(): Response {
  return new Response(sandboxPage, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': sandboxPolicy,
      // Apollo's frame asks for the page's origin before it talks to it.
      'referrer-policy': 'strict-origin-when-cross-origin',
    },
  })
}

async function graphiqlResponse(request: Request): Promise<Response> {
  const { gzipped, etag } = await graphiqlPage()
  const headers = new Headers({ etag, 'cache-control': 'no-cache', vary: 'accept-encoding' })
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers })

  headers.set('content-type', 'text/html; charset=utf-8')
  headers.set('content-security-policy', graphiqlPolicy)
  const takesGzip = /\bgzip\b(?!;q=0(\.0+)?\b)/.test(request.headers.get('accept-encoding') ?? '')
  if (!takesGzip) return new Response(await uncompressed(gzipped), { headers })
  headers.set('content-encoding', 'gzip')
  return new Response(gzipped, { headers })
}
