import type { GraphQLFormattedError } from 'graphql'
import type { Answer } from './dispatch.ts'
import { parseExactly } from './exact-json.ts'

/** What a subgraph answered, as GraphQL over HTTP has it. */
export interface SubgraphResponse {
  data?: Record<string, unknown> | null
  errors?: readonly GraphQLFormattedError[]
  /** Others have the same data: whoever changes any of it changes a copy. */
  readonly isShared?: boolean
}

/** An answer that several requests get. */
export const forSeveral = (response: SubgraphResponse): SubgraphResponse => ({ ...response, isShared: true })

/**
 * Reads a subgraph's answer. A refused operation (400, or 401 when the access token expired on the way) is an answer;
 * any other status but success is none, whatever the body says: it comes from something in between, or from a
 * subgraph that does not take us for its router. Throws when there is no GraphQL response to read.
 */
export function parseSubgraphResponse({ status, body }: Answer): SubgraphResponse {
  const answered = (status >= 200 && status < 300) || status === 400 || status === 401
  if (!answered) throw new Error(`It answered with HTTP status ${status}.`)
  return toSubgraphResponse(parseExactly(body))
}

/** Takes a value for a GraphQL response; throws when it is none. */
export function toSubgraphResponse(value: unknown): SubgraphResponse {
  if (!isResponse(value)) throw new Error('What it answered is not a GraphQL response.')
  return value
}

function isResponse(value: unknown): value is SubgraphResponse {
  if (!isObject(value) || !('data' in value || 'errors' in value)) return false
  const { data, errors } = value
  if (data !== undefined && data !== null && !isObject(data)) return false
  return errors === undefined || (Array.isArray(errors) && errors.every(isError))
}

const isError = (value: unknown): boolean => isObject(value) && typeof value['message'] === 'string'

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
