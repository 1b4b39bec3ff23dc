import { createHash } from 'node:crypto'
import type { GraphQLParams } from 'graphql-yoga'
import { refusal } from '../errors/errors.ts'

const MAX_ID_LENGTH = 200

/**
 * The id in a request's `extensions.persistedQuery`, null when it has none. Ids are SHA-256 of the text where clients
 * make them, whatever the manifest says where it was published. Throws when it is of another form.
 *
 * The protocol: https://www.apollographql.com/docs/apollo-server/performance/apq
 */
export function persistedId({ extensions }: GraphQLParams): string | null {
  const given = (extensions as Readonly<Record<string, unknown>> | null | undefined)?.['persistedQuery']
  if (given == null) return null
  const { version, sha256Hash: id } = given as { version?: unknown; sha256Hash?: unknown }
  if (version !== 1) throw refusal('BAD_REQUEST', 'Unsupported persisted query version')
  if (typeof id !== 'string' || id === '' || id.length > MAX_ID_LENGTH) {
    throw refusal('BAD_REQUEST', 'The "sha256Hash" of a persisted query must be a string.')
  }
  return id
}

/** Throws unless the id is the SHA-256 of the text, in hex: nobody may put one text under the id of another. */
export function checkHash(id: string, text: string): void {
  const hash = createHash('sha256').update(text).digest('hex')
  if (hash !== id.toLowerCase()) throw refusal('BAD_REQUEST', 'provided sha does not match query')
}
