import { createRouterSigner, ROUTER_HEADER } from '@tradewind/service'
import { GraphQLClient } from 'graphql-request'

export interface SubgraphClientOptions {
  readonly url: string
  readonly name: string
  readonly routerSecret: string
  readonly token?: string
}

/** A GraphQL client that sends to a subgraph what the router would send: the signed header, and a token if given. */
export function subgraphClient({ url, name, routerSecret, token }: SubgraphClientOptions): GraphQLClient {
  const sign = createRouterSigner(routerSecret)
  return new GraphQLClient(`${url}/graphql`, {
    requestMiddleware: async (request) => ({
      ...request,
      headers: {
        ...Object.fromEntries(new Headers(request.headers)),
        [ROUTER_HEADER]: await sign(name),
        ...(token && { authorization: `Bearer ${token}` }),
      },
    }),
  })
}

/** The GraphQL errors of a request that must fail; throws when it did not. */
export async function errorsOf(
  request: Promise<unknown>,
): Promise<{ message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[]> {
  try {
    await request
  } catch (error) {
    const { response } = error as { response?: { errors?: [] } }
    if (response?.errors) return response.errors
    throw error
  }
  throw new Error('The request was expected to fail and did not.')
}
