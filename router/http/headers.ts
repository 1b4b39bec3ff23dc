import type { ServerResponse } from 'node:http'

const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  // Pages bring a policy of their own; nothing else the router answers is to be rendered at all.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  // Answers depend on who asks.
  'cache-control': 'no-store',
}

/** Sets the headers every response has, unless it is given others later. */
export function setCommonHeaders(response: ServerResponse, requestId: string): void {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value)
  response.setHeader('x-request-id', requestId)
}
