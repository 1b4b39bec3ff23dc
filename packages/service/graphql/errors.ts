import { GraphQLError } from 'graphql'

/** The codes in `extensions.code` of GraphQL errors. Stable: clients branch on them. */
export const errorCodes = {
  UNAUTHENTICATED: 'UNAUTHENTICATED',
  FORBIDDEN: 'FORBIDDEN',
  NOT_FOUND: 'NOT_FOUND',
  BAD_USER_INPUT: 'BAD_USER_INPUT',
  INTERNAL_SERVER_ERROR: 'INTERNAL_SERVER_ERROR',
} as const

const failure = (message: string, code: string, status?: number): GraphQLError =>
  new GraphQLError(message, { extensions: { code, ...(status && { http: { status } }) } })

/** Nobody is signed in, and somebody must be. */
export const unauthenticated = (
  message = 'Sign in first: this needs an access token in the Authorization header.',
): GraphQLError => failure(message, errorCodes.UNAUTHENTICATED)

/** Somebody is signed in who may not do this. */
export const forbidden = (message = 'Your account is not allowed to do this.'): GraphQLError =>
  failure(message, errorCodes.FORBIDDEN)

/** What a field that must have a value was asked for does not exist, or not for this viewer. */
export const notFound = (message: string): GraphQLError => failure(message, errorCodes.NOT_FOUND)

/** An argument of a query is not acceptable (mutations report theirs in the payload's `errors`). */
export const badUserInput = (message: string, path?: readonly string[]): GraphQLError =>
  new GraphQLError(message, {
    extensions: { code: errorCodes.BAD_USER_INPUT, ...(path && { argumentPath: path }) },
  })
