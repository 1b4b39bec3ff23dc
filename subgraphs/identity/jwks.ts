import type { SigningKeys } from './data/signing-keys.ts'

/** Where verifiers find the public keys (RFC 7517). */
export const JWKS_PATH = '/.well-known/jwks.json'

// Well below the time that a key is published before it signs (domain/keyring.ts), whatever caches lie in between.
const MAX_AGE_SECONDS = 300

/** Answers with the public keys that access tokens may be verified with. */
export async function jwksResponse(keys: SigningKeys): Promise<Response> {
  return Response.json(
    { keys: await keys.published() },
    { headers: { 'cache-control': `public, max-age=${MAX_AGE_SECONDS}` } },
  )
}
