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
export type Cors = (origin: string | null) => Readonly<Record<string, string>>

/** The headers of an answer to a request that comes from a page of an origin, or from none. */
export function createCors(origins: readonly string[]): Cors {
  const isAllowed = (origin: string): boolean => origins.includes('*') || origins.includes(origin)
  const others = { vary: 'origin' }
  return (origin) =>
    origin !== null && isAllowed(origin)
      ? {
          ...others,
          'access-control-allow-origin': origin,
          'access-control-expose-headers': exposedHeaders,
        }
      : others
}

/** Answers preflights, and puts the headers on what Yoga answers. */
export function corsAnswers(cors: Cors): RouterPlugin {
  return {
    onRequest({ request, endResponse, fetchAPI }) {
      if (request.method !== 'OPTIONS') return
      const headers: Record<string, string> = { allow: 'GET, POST, OPTIONS' }
      if ('access-control-allow-origin' in cors(request.headers.get('origin'))) {
        Object.assign(headers, preflightHeaders)
        const wanted = request.headers.get('access-control-request-headers')
        if (wanted) headers['access-control-allow-headers'] = wanted
      }
      endResponse(new fetchAPI.Response(null, { status: 204, headers }))
    },
    onResponse({ request, response }) {
      const { vary = '', ...headers } = cors(request.headers.get('origin'))
      response.headers.append('vary', vary)
      for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
    },
  }
}
