import { GraphQLError } from 'graphql'
import type { RouterErrorCode } from './codes.ts'

/** How a refusal looks in HTTP. */
export interface RefusalOptions {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** The request is refused as a whole, before anything of it is executed. */
export function refusal(
  code: RouterErrorCode,
  message: string,
  { status = 400, headers }: RefusalOptions = {},
): GraphQLError {
  // `spec: false` keeps the status for clients that accept application/json only, too.
  const http = { status, spec: false, ...(headers && { headers }) }
  return new GraphQLError(message, { extensions: { code, http } })
}

/** What a subgraph was to contribute at this path cannot be had. Says nothing about where it runs or why. */
export function subgraphUnavailable(path: readonly (string | number)[]): GraphQLError {
  return new GraphQLError('This part of the answer is not available at the moment; try again shortly.', {
    ...(path.length > 0 && { path }),
    extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
  })
}

/** A client did not take a subscription's answers as fast as they came; there are no more for it. */
export const subscriptionTooSlow = (): GraphQLError =>
  new GraphQLError('The answers came faster than they were taken; subscribe again.', {
    extensions: { code: 'SUBSCRIPTION_TOO_SLOW' },
  })

/** What a subgraph answered at this path is not what its schema promises. */
export function invalidSubgraphResponse(
  kind: 'INVALID' | 'NULL',
  path: readonly (string | number)[],
): GraphQLError {
  const what =
    kind === 'NULL' ? 'There is no value here, where there must be one.' : 'The value here is not valid.'
  return new GraphQLError(`${what} The service it comes from is at fault.`, {
    ...(path.length > 0 && { path }),
    extensions: { code: 'INVALID_SUBGRAPH_RESPONSE' },
  })
}
