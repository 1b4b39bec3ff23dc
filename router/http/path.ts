import type { RouterPlugin } from '../context.ts'

/** Whether a request's target is GraphQL's: `/graphql`, with or without a slash at its end, and nothing else. */
export const isGraphqlPath = (target: string | undefined): boolean => /^\/graphql\/?(\?|$)/.test(target ?? '')

/**
 * Answers whatever is not meant for GraphQL with 404. Yoga takes any URL that ends with `/graphql`
 * (`/elsewhere?x=/graphql`), and what is done to requests by their path would not be done to those.
 */
export const graphqlPathOnly = (): RouterPlugin => ({
  onRequest({ serverContext, endResponse, fetchAPI }) {
    if (!serverContext.isGraphql) endResponse(new fetchAPI.Response(null, { status: 404 }))
  },
})
