import { KEY_HEADER, type Registry } from './registry.ts'

/** What a router follows: `GET <registry>/<resource>/<graph>/<variant>`. */
export type ResourceName = 'supergraph' | 'persisted-queries'

export interface Resource {
  readonly text: string
  /** Names this version of it (RFC 9110, section 8.8.3); null when the registry gives it none. */
  readonly etag: string | null
  /** The launch it comes from, for the log. */
  readonly launch: string | null
}

export interface AskOptions {
  /** The version that is known; the answer is null if it is still the present one. */
  readonly etag?: string | null
  /** For how many seconds the registry may hold the request while nothing has changed (RFC 7240, `wait`). */
  readonly waitSeconds?: number
  readonly signal: AbortSignal
}

/** Asks the registry for the present version of something; throws a sentence when it does not give one. */
export async function ask(
  { url, key, graph, variant }: Registry,
  name: ResourceName,
  { etag, waitSeconds, signal }: AskOptions,
): Promise<Resource | null> {
  const response = await fetch(`${url}/${name}/${graph}/${variant}`, {
    headers: {
      [KEY_HEADER]: key,
      ...(etag && { 'if-none-match': etag }),
      ...(waitSeconds && { prefer: `wait=${waitSeconds}` }),
    },
    // A redirect would carry the key to wherever it leads.
    redirect: 'error',
    signal,
  })
  if (response.status === 200) {
    const { headers } = response
    return { text: await response.text(), etag: headers.get('etag'), launch: headers.get('x-launch-id') }
  }
  await response.body?.cancel()
  if (response.status === 304) return null
  throw new Error(`It answered with HTTP status ${response.status}.`)
}
