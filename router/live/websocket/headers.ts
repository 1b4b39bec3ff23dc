import type { IncomingHttpHeaders } from 'node:http'

// What is about the connection and not the operation; who may have sent it; and what each operation has of its own.
const own =
  /^(connection|upgrade|keep-alive|te|trailer|transfer-encoding|proxy-.*|sec-.*|host|origin|cookie|expect|accept|accept-encoding|content-.*|x-request-id|x-forwarded-.*|forwarded|via|traceparent|tracestate)$/
const headerName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/
const headerValue = /^[\t\x20-\x7e\x80-\xff]{0,8192}$/
const MAX_PARAMETERS = 50

/**
 * The headers of the operations on a socket. A browser can set none for a socket, so clients send them as the
 * parameters of the connection, alone or under `headers`; these come before those of the upgrade. Of the latter what
 * our proxies say stays, and the client cannot change it.
 */
export function operationHeaders(upgrade: IncomingHttpHeaders, parameters: unknown): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(upgrade)) {
    if (typeof value === 'string' && (name === 'x-forwarded-for' || !own.test(name))) headers[name] = value
  }
  const given = isRecord(parameters) ? parameters : {}
  const nested = isRecord(given['headers']) ? given['headers'] : {}
  const all = [...Object.entries(nested), ...Object.entries(given)]
  for (const [index, [key, value]] of all.entries()) {
    const name = key.toLowerCase()
    const isToken = name === 'authorization'
    if (value == null || own.test(name) || (index >= MAX_PARAMETERS && !isToken)) continue
    if (typeof value === 'string' && headerName.test(name) && headerValue.test(value)) headers[name] = value
    // Whoever shows what cannot be a token is refused, as over HTTP: they are not nobody.
    else if (isToken) headers[name] = ''
  }
  headers['content-type'] = 'application/json'
  headers['accept'] = 'application/json'
  return headers
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
