import type { Plugin } from 'graphql-yoga'
import { createRouterVerifier, ROUTER_HEADER } from '../auth/router-token.ts'
import { InvalidTokenError, type TokenVerifier } from '../auth/access-token.ts'
import type { Viewer } from '../auth/viewer.ts'

export interface Authentication {
  readonly plugin: Plugin
  viewerOf(request: Request): Viewer | null
}

export interface AuthenticationOptions {
  readonly verify: TokenVerifier
  /** Given by subgraphs: refuse whoever is not the router. */
  readonly router?: { readonly secret: string; readonly subgraph: string }
}

/**
 * Decides who sends a request before anything of it is parsed: any request that no plugin before this one has answered,
 * whatever its path. Which spellings of `/graphql` reach GraphQL is for Yoga's routing to know (`//graphql` does).
 */
export function createAuthentication({ verify, router }: AuthenticationOptions): Authentication {
  const viewers = new WeakMap<Request, Viewer | null>()
  const fromRouter = router && createRouterVerifier(router.secret, router.subgraph)
  return {
    viewerOf: (request) => viewers.get(request) ?? null,
    plugin: {
      async onRequest({ request, endResponse }) {
        if (fromRouter && !(await fromRouter(request.headers.get(ROUTER_HEADER)))) {
          return endResponse(
            refusal(403, 'FORBIDDEN', 'Subgraphs answer only the router; send this to the router.'),
          )
        }
        try {
          viewers.set(request, await verify(request.headers.get('authorization')))
        } catch (error) {
          const { message } = error as Error
          endResponse(
            error instanceof InvalidTokenError
              ? refusal(401, 'UNAUTHENTICATED', message)
              : refusal(503, 'AUTHENTICATION_UNAVAILABLE', message),
          )
        }
      },
    },
  }
}

/** A GraphQL response over HTTP that holds one error and no data. */
export const refusal = (status: number, code: string, message: string): Response =>
  Response.json({ errors: [{ message, extensions: { code } }] }, { status })
