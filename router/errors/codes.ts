/** The codes of errors that the router itself gives; clients branch on them, so they stay as they are. */
export const routerErrorCodes = [
  'BAD_REQUEST',
  'CSRF_PREVENTED',
  'UNAUTHENTICATED',
  'AUTHENTICATION_UNAVAILABLE',
  'UNAUTHORIZED_FIELD_OR_TYPE',
  'BODY_TOO_LARGE',
  'BATCHING_NOT_SUPPORTED',
  'OPERATION_LIMIT_EXCEEDED',
  'TOKEN_LIMIT_EXCEEDED',
  'DEPTH_LIMIT_EXCEEDED',
  'FIELD_LIMIT_EXCEEDED',
  'ALIAS_LIMIT_EXCEEDED',
  'ROOT_FIELD_LIMIT_EXCEEDED',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'PERSISTED_QUERY_NOT_IN_LIST',
  'PERSISTED_QUERY_ID_REQUIRED',
  'QUERY_NOT_IN_SAFELIST',
  'PERSISTED_QUERIES_UNAVAILABLE',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
  'SUBGRAPH_UNAVAILABLE',
  'INVALID_SUBGRAPH_RESPONSE',
  'INTERNAL_SERVER_ERROR',
] as const

export type RouterErrorCode = (typeof routerErrorCodes)[number]

/** The codes of subgraphs' errors that are meant for clients: these pass with their message, all others are masked. */
export const subgraphErrorCodes = ['UNAUTHENTICATED', 'FORBIDDEN', 'BAD_USER_INPUT'] as const
