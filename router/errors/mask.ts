import type { Logger } from '@tradewind/service'
import { GraphQLError } from 'graphql'
import { routerErrorCodes, subgraphErrorCodes } from './codes.ts'

const fromRouter = new Set<unknown>(routerErrorCodes)
const fromSubgraph = new Set<unknown>(subgraphErrorCodes)

// What the gateway and servers of other makes add for their own debugging.
const internalExtensions = new Set(['serviceName', 'service', 'exception', 'stacktrace', 'originalError'])

/**
 * What a client is told of an error: those with a code it can know come through with their message and path;
 * of anything else it learns that it happened and which request id to quote, and the log has the rest.
 */
export function maskError(error: unknown, logger: Logger, requestId: string): GraphQLError {
  const located = error instanceof GraphQLError ? error : undefined
  if (located && isForClients(located)) return withoutInternals(located)
  logger.error(
    { err: located?.originalError ?? error, path: located?.path, requestId },
    'An unexpected error was masked.',
  )
  return new GraphQLError('Unexpected error', {
    ...(located?.path && { path: located.path }),
    // `unexpected` makes it an HTTP 500 where there is no data beside it; it is not sent.
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId, unexpected: true },
  })
}

function isForClients({ extensions }: GraphQLError): boolean {
  const codes = 'serviceName' in extensions ? fromSubgraph : fromRouter
  return codes.has(extensions['code'])
}

function withoutInternals({
  message,
  nodes,
  source,
  positions,
  path,
  extensions,
}: GraphQLError): GraphQLError {
  const kept = Object.entries(extensions).filter(([key]) => !internalExtensions.has(key))
  return new GraphQLError(message, { nodes, source, positions, path, extensions: Object.fromEntries(kept) })
}
