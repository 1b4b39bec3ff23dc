import type { IncomingHttpHeaders } from 'node:http'

/** Longer names are cut: nobody calls a program so, and whoever sends one fills our memory and logs with it. */
const MAX_LENGTH = 100

/** Who sent a request, as it called itself; empty where it did not. */
export interface Client {
  readonly name: string
  readonly version: string
}

/** Reads the headers that Apollo's clients and Explorer name themselves in. */
export const clientOf = (headers: IncomingHttpHeaders): Client => ({
  name: text(headers['apollographql-client-name']),
  version: text(headers['apollographql-client-version']),
})

const text = (header: string | string[] | undefined): string =>
  typeof header === 'string' ? header.slice(0, MAX_LENGTH) : ''
