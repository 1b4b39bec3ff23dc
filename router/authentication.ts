import { InvalidTokenError } from '@tradewind/service'
import type { TokenVerifier, Viewer } from '@tradewind/service'
import { refusal } from './errors/errors.ts'

/**
 * Says who sends a request, before anything of it is parsed. A token that does not hold refuses the whole request:
 * it never falls back to anonymous, or a client with an expired session would see an emptier shop and not know why.
 */
export async function authenticate(
  verify: TokenVerifier,
  authorization: string | null,
): Promise<Viewer | null> {
  try {
    return await verify(authorization)
  } catch (error) {
    const { message } = error as Error
    if (!(error instanceof InvalidTokenError)) {
      throw refusal('AUTHENTICATION_UNAVAILABLE', message, { status: 503 })
    }
    // RFC 6750, section 3.1
    const headers = { 'www-authenticate': 'Bearer error="invalid_token"' }
    throw refusal('UNAUTHENTICATED', message, { status: 401, headers })
  }
}
