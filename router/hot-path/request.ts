import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { GraphQLParams } from 'graphql-yoga'
import type { ClientHeaders } from '../http/propagation.ts'

/**
 * Whether a request is one as nearly all clients send them: POST, to the very path, with a JSON body that says how long
 * it is and is not longer than it may be. Its content type is one that no form of another site can send.
 */
export function isPlain(
  { method, url, headers, httpVersionMajor }: IncomingMessage,
  maxBytes: number,
): boolean {
  const { 'content-type': type, 'content-length': length, 'content-encoding': encoding } = headers
  return (
    method === 'POST' &&
    url === '/graphql' &&
    httpVersionMajor === 1 &&
    (type === 'application/json' || type === 'application/json; charset=utf-8') &&
    encoding === undefined &&
    length !== undefined &&
    Number(length) <= maxBytes
  )
}

/** Reads a request's headers by name, as a Fetch API's Headers would. */
export const clientHeaders = (headers: IncomingHttpHeaders): ClientHeaders => ({
  get: (name) => {
    const value = Object.hasOwn(headers, name) ? headers[name] : undefined
    return Array.isArray(value) ? value.join(', ') : (value ?? null)
  },
  keys: () => Object.keys(headers),
})

/** The whole body; null when the client goes away before it has sent it. */
export function readWhole(request: IncomingMessage): Promise<Buffer | null> {
  const { promise, resolve } = Promise.withResolvers<Buffer | null>()
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)))
  request.once('close', () => resolve(null))
  return promise
}

/** Makes a request whose body has been read one that can be read again; Yoga looks for a `body` before it reads. */
export const withBody = (request: IncomingMessage, body: Buffer): IncomingMessage =>
  Object.assign(request, { body: Readable.from([body]) })

const names = new Set(['query', 'variables', 'operationName', 'extensions'])

/** What a body asks for; null unless every part of it is as it should be. */
export function readParameters(body: string): GraphQLParams | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return null
  }
  if (!isObject(parsed)) return null
  for (const name in parsed) if (!names.has(name)) return null
  const { query, operationName, variables, extensions } = parsed
  const isFit =
    (query == null || typeof query === 'string') &&
    (operationName == null || typeof operationName === 'string') &&
    (variables == null || isObject(variables)) &&
    (extensions == null || isObject(extensions))
  return isFit ? (parsed as GraphQLParams) : null
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
