import { InvalidTokenError, type TokenVerifier } from '@tradewind/service'
import type { RouterPlugin } from './context.ts'
import { refusal } from './errors/errors.ts'

/**
 * Decides who sends a request before anything of it is parsed. A token that does not hold refuses the whole request:
 * it never falls back to anonymous, or a client with an expired session would see an emptier shop and not know why.
 */
export function authentication(verify: TokenVerifier): RouterPlugin {
  return {
    async onRequestParse({ request, serverContext }) {
      try {
        serverContext.viewer = await verify(request.headers.get('authorization'))
      } catch (error) {
        const { message } = error as Error
        if (!(error instanceof InvalidTokenError)) {
          throw refusal('AUTHENTICATION_UNAVAILABLE', message, { status: 503 })
        }
        // RFC 6750, section 3.1
        const headers = { 'www-authenticate': 'Bearer error="invalid_token"' }
        throw refusal('UNAUTHENTICATED', message, { status: 401, headers })
      }
    },
  }
}
