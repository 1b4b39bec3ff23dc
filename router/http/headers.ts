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

/** The headers every response has, unless it is given others. */
export const commonHeaders = (requestId: string): Record<string, string> => ({
  ...securityHeaders,
  'x-request-id': requestId,
})

/** Sets them on a response whose other headers come later. */
export function setCommonHeaders(response: ServerResponse, requestId: string): void {
  for (const [name, value] of Object.entries(commonHeaders(requestId))) response.setHeader(name, value)
}
