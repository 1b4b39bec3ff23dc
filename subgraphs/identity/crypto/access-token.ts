import type { KeyObject } from 'node:crypto'
import { TOKEN_AUDIENCE } from '@tradewind/service'
import { SignJWT } from 'jose'
import { ACCESS_TOKEN_LIFETIME } from '../domain/keyring.ts'
import { scopesOf, type Role } from '../domain/roles.ts'

/** Who an access token speaks for. */
export interface Subject {
  readonly customerId: string
  readonly sessionId: string
  readonly roles: readonly Role[]
}

/** A private key and the `kid` that verifiers find its public half by. */
export interface Signer {
  readonly id: string
  readonly privateKey: KeyObject
}

export interface AccessToken {
  readonly value: string
  readonly expiresAt: Date
}

/** Signs an access token: a JWT (RFC 7519) with EdDSA over Ed25519 (RFC 8037), good for ten minutes from `now`. */
export async function signAccessToken(
  { customerId, sessionId, roles }: Subject,
  { id, privateKey }: Signer,
  issuer: string,
  now: Date,
): Promise<AccessToken> {
  // A JWT counts whole seconds; `expiresAt` says what the token itself says.
  const issuedAt = Math.floor(now.getTime() / 1000)
  const expiresAt = issuedAt + ACCESS_TOKEN_LIFETIME / 1000
  const value = await new SignJWT({ sid: sessionId, roles, scope: scopesOf(roles).join(' ') })
    .setProtectedHeader({ alg: 'EdDSA', kid: id, typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(TOKEN_AUDIENCE)
    .setSubject(customerId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(privateKey)
  return { value, expiresAt: new Date(expiresAt * 1000) }
}
