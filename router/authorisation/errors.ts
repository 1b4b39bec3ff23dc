import { GraphQLError } from 'graphql'
import type { Viewer } from '@tradewind/service'

/** The errors of fields that were cut; one who has not signed in is told what to try first. */
export function unauthorisedErrors(
  paths: readonly (readonly string[])[],
  viewer: Viewer | null,
): GraphQLError[] {
  const message = viewer
    ? 'Your account is not allowed to see this field or type.'
    : 'Sign in first: this field or type needs an access token in the Authorization header.'
  return paths.map((path) => new GraphQLError(message, { path, extensions: extensionsOf() }))
}

/** The errors of an operation of which nothing is executed. */
export function refusedErrors(paths: readonly (readonly string[])[], viewer: Viewer | null): GraphQLError[] {
  // RFC 9110: 401 for who has not said who they are. Clients that accept application/json alone get 200.
  const http = { status: viewer ? 403 : 401, spec: true }
  return unauthorisedErrors(paths, viewer).map(
    ({ message, path }) => new GraphQLError(message, { path, extensions: { ...extensionsOf(), http } }),
  )
}

const extensionsOf = (): { code: string } => ({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' })
