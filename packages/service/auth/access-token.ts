import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose'
import { z } from 'zod'
import { rememberTokens } from './remembered-tokens.ts'
import { roles as knownRoles, type Viewer } from './viewer.ts'

/** The audience of access tokens: they are for this API and no other. */
export const TOKEN_AUDIENCE = 'tradewind'

/** Clocks differ: a token is taken for so many seconds longer than it says. */
const CLOCK_TOLERANCE_S = 5

/** The token is not one this system issued, or its time is over. */
export class InvalidTokenError extends Error {
  override readonly name = 'InvalidTokenError'
}

/** The issuer's public keys cannot be had at the moment, so no token can be judged. */
export class KeysUnavailableError extends Error {
  override readonly name = 'KeysUnavailableError'
}

export interface TokenVerifierOptions {
  readonly jwksUrl: string
  readonly issuer: string
}

export type TokenVerifier = (authorization: string | null) => Promise<Viewer | null>

const claims = z.object({
  sub: z.uuid(),
  sid: z.uuid(),
  roles: z.array(z.enum(knownRoles)),
  scope: z.string(),
  exp: z.number(),
})

/**
 * Verifies `Authorization: Bearer <JWT>` (RFC 7519, RFC 8725): Ed25519 only, known key, issuer, audience, time.
 * No header gives null; a header that does not hold throws InvalidTokenError (never falls back to anonymous). A good
 * token is remembered for a minute at most.
 */
export function createTokenVerifier({ jwksUrl, issuer }: TokenVerifierOptions): TokenVerifier {
  const keys = createRemoteJWKSet(new URL(jwksUrl), {
    cacheMaxAge: 600_000,
    cooldownDuration: 5_000,
    timeoutDuration: 3_000,
  })
  return rememberTokens(async (authorization) => {
    const [, token] = /^Bearer ([\w.-]{1,4096})$/i.exec(authorization) ?? []
    if (!token) throw new InvalidTokenError('The Authorization header must be "Bearer <access token>".')
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ['EdDSA', 'Ed25519'],
        issuer,
        audience: TOKEN_AUDIENCE,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: CLOCK_TOLERANCE_S,
      })
      return toViewer(payload)
    } catch (error) {
      throw judge(error)
    }
  })
}

function toViewer(payload: JWTPayload): Viewer {
  const { sub, sid, roles, scope, exp } = claims.parse(payload)
  return {
    id: sub,
    sessionId: sid,
    roles,
    scopes: new Set(scope.split(' ').filter(Boolean)),
    expiresAt: new Date((exp + CLOCK_TOLERANCE_S) * 1_000),
  }
}

function judge(error: unknown): Error {
  if (error instanceof errors.JWTExpired) {
    return new InvalidTokenError(
      'The access token has expired; refresh the session and send the request again.',
    )
  }
  const aboutTheToken =
    error instanceof z.ZodError ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  if (aboutTheToken) return new InvalidTokenError('The access token is not valid; sign in again.')
  return new KeysUnavailableError(
    'The keys that access tokens are checked with are not available; try again shortly.',
  )
}
