import type { RouterPlugin } from '../context.ts'
import { refusal } from '../errors/errors.ts'

// The content types a browser sends to another origin without asking that origin first (Fetch standard,
// "CORS-safelisted request-header").
const simpleTypes = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'])
const preflightHeaders = ['x-apollo-operation-name', 'apollo-require-preflight']

/**
 * Refuses what a page of another origin could make a browser send without a preflight, as Apollo Server does:
 * https://www.apollographql.com/docs/apollo-server/security/cors#preventing-cross-site-request-forgery-csrf
 */
export function csrfPrevention(): RouterPlugin {
  return {
    onRequestParse({ request: { method, headers } }) {
      // Any other method makes a browser ask first, and is refused later.
      if (method !== 'GET' && method !== 'POST') return
      const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
      const preflighted =
        (type && !simpleTypes.has(type)) || preflightHeaders.some((name) => headers.get(name))
      if (preflighted) return
      throw refusal(
        'CSRF_PREVENTED',
        'This request could have been forged by another site. Send "content-type: application/json", ' +
          `or one of these headers with any value: ${preflightHeaders.join(', ')}.`,
      )
    },
  }
}
