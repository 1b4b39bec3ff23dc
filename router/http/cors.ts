import type { RouterPlugin } from '../context.ts'

const preflightHeaders = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-max-age': '3600',
}

const exposedHeaders =
  'x-request-id, retry-after, ratelimit-policy, ratelimit-limit, ratelimit-remaining, ratelimit-reset'

/**
 * Lets the pages of the named origins read answers (Fetch standard, "CORS protocol"); `*` stands for all.
 * Credentials stay off: an access token travels in a header a page sets itself, never in a cookie.
 */
export function cors(origins: readonly string[]): RouterPlugin {
  const isAllowed = (origin: string): boolean => origins.includes('*') || origins.includes(origin)
  return {
    onRequest({ request, endResponse, fetchAPI }) {
      if (request.method !== 'OPTIONS') return
      const headers: Record<string, string> = { allow: 'GET, POST, OPTIONS' }
      const origin = request.headers.get('origin')
      if (origin !== null && isAllowed(origin)) {
        Object.assign(headers, preflightHeaders)
        const wanted = request.headers.get('access-control-request-headers')
        if (wanted) headers['access-control-allow-headers'] = wanted
      }
      endResponse(new fetchAPI.Response(null, { status: 204, headers }))
    },
    onResponse({ request, response }) {
      response.headers.append('vary', 'origin')
      const origin = request.headers.get('origin')
      if (origin === null || !isAllowed(origin)) return
      response.headers.set('access-control-allow-origin', origin)
      response.headers.set('access-control-expose-headers', exposedHeaders)
    },
  }
}
