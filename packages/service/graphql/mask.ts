import { GraphQLError } from 'graphql'
import type { Logger } from '../logger.ts'
import { errorCodes } from './errors.ts'

/**
 * What a client is told of an error: errors of GraphQL itself and those thrown as GraphQLError are meant for it;
 * anything else is a fault of ours, logged whole and answered without a word about our insides.
 */
export function maskError(error: unknown, logger: Logger, requestId: string): GraphQLError {
  if (isMeantForTheClient(error)) {
    if (error.extensions['code']) return error
    return new GraphQLError(error.message, {
      nodes: error.nodes,
      source: error.source,
      positions: error.positions,
      path: error.path,
      extensions: { ...error.extensions, code: errorCodes.BAD_USER_INPUT },
    })
  }
  const located = error instanceof GraphQLError ? error : undefined
  logger.error({ err: located?.originalError ?? error, path: located?.path, requestId }, 'A resolver failed.')
  return new GraphQLError(
    `Something went wrong on our side. Quote request ${requestId} when you report it.`,
    {
      nodes: located?.nodes,
      path: located?.path,
      extensions: { code: errorCodes.INTERNAL_SERVER_ERROR, requestId },
    },
  )
}

function isMeantForTheClient(error: unknown): error is GraphQLError {
  if (!(error instanceof GraphQLError)) return false
  return error.originalError === undefined || isMeantForTheClient(error.originalError)
}
