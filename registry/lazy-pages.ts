import type { RequestListener } from 'node:http'
import type { TokenVerifier } from '@tradewind/service'
import type { Pages, PagesOptions } from './pages/index.ts'

export interface LazyPagesOptions extends Omit<PagesOptions, 'sessions' | 'signIn'> {
  readonly cookieSecret: string
  readonly routerUrl: string
  readonly verify: TokenVerifier
}

/** The pages, loaded when somebody looks at one: most of the time nobody does, and they take memory and time to load. */
export function lazyPages({ cookieSecret, routerUrl, verify, ...options }: LazyPagesOptions): Pages {
  let loading: Promise<Pages> | undefined

  async function load(): Promise<Pages> {
    const [{ createPages }, { createSessions, createSignIn }] = await Promise.all([
      import('./pages/index.ts'),
      import('@tradewind/staff'),
    ])
    return await createPages({
      ...options,
      sessions: createSessions('registry', cookieSecret),
      signIn: createSignIn('registry', routerUrl, verify),
    })
  }

  const handle: RequestListener = (request, response) => {
    loading ??= load()
    loading.then(
      (pages) => pages.handle(request, response),
      (error: unknown) => {
        options.logger.error({ err: error }, 'The pages could not be loaded.')
        loading = undefined
        response.writeHead(500, { 'content-type': 'text/plain' }).end('The pages could not be loaded.')
      },
    )
  }
  return { handle, close: async () => (await loading)?.close() }
}
