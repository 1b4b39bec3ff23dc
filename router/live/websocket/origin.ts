import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a page may open a socket here: the same-origin policy does not cover WebSockets, so the server has to look
 * (RFC 6455, section 10.2). What is no browser names no origin. A page of our own is known by its host alone, as a
 * proxy may have taken the TLS off.
 */
export function isAllowedOrigin({ origin, host }: IncomingHttpHeaders, origins: readonly string[]): boolean {
  if (origin === undefined || origins.includes('*') || origins.includes(origin)) return true
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase()
}
