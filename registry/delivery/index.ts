import type { PrismaClient } from '../data/generated/client.ts'
import { isGraphId, isVariantName, type GraphRef } from '../domain/graph-ref.ts'
import { allows } from '../domain/key.ts'
import type { Keys } from '../keys/index.ts'
import type { Changes } from './changes.ts'
import { safelistOf } from './safelist.ts'
import { supergraphOf } from './supergraph.ts'

/** What a variant has of something at the moment. */
export interface Version {
  /** Differs when the content does. */
  readonly etag: string
  readonly headers: Readonly<Record<string, string>>
  /** Loaded only when it is sent. */
  content(): Promise<string>
}

/** Finds out what a variant has at the moment; null when it has nothing. */
export type Resource = (prisma: PrismaClient, variant: GraphRef) => Promise<Version | null>

const resources: Readonly<Record<string, Resource>> = {
  supergraph: supergraphOf,
  'persisted-queries': safelistOf,
}

const LONGEST_WAIT_S = 30
const MOST_WAITING = 1_000

/** Whether a path is one of those that `createDelivery` answers. */
export const isDelivery = (path: string): boolean => (path.split('/')[1] ?? '') in resources

/**
 * What routers ask: `GET /supergraph/<graph>/<variant>` and `GET /persisted-queries/<graph>/<variant>`, with a key that
 * may read. `If-None-Match` (RFC 9110) gets 304 while nothing has changed, and with `Prefer: wait=<seconds>` (RFC 7240)
 * gets it only after that time, or the new version as soon as there is one.
 */
export function createDelivery(prisma: PrismaClient, keys: Keys, changes: Changes) {
  let waiting = 0

  /** The version there is; while it is the known one, waits for another. */
  async function find(request: Request, resource: Resource, variant: GraphRef): Promise<Version | null> {
    const known = request.headers.get('if-none-match')
    const until = Date.now() + secondsToWait(request) * 1_000
    for (;;) {
      // Waits from before the look on: what changes in between must not be slept through.
      const change = changes.next(Math.max(0, until - Date.now()))
      request.signal.addEventListener('abort', change.giveUp, { once: true })
      try {
        const version = await resource(prisma, variant)
        const over = until <= Date.now() || request.signal.aborted || changes.stopped
        if (version?.etag !== known || over || waiting >= MOST_WAITING) return version
        waiting++
        await change.over.finally(() => waiting--)
      } finally {
        change.giveUp()
        request.signal.removeEventListener('abort', change.giveUp)
      }
    }
  }

  return async (request: Request): Promise<Response> => {
    if (request.method !== 'GET') return problem(405, 'Use GET.')
    const [, name = '', graphId = '', variant = '', ...rest] = new URL(request.url).pathname.split('/')
    const resource = resources[name]
    const key = await keys.authenticate(request.headers.get('x-api-key'))
    if (!key) return problem(401, 'The API key is not valid.')
    if (!allows(key.scopes, 'READ')) return problem(403, `The key "${key.name}" may not read.`)
    const known = resource && rest.length === 0 && isGraphId(graphId) && isVariantName(variant)
    if (!known || key.graphId !== graphId) return problem(404, 'There is no such variant.')

    const version = await find(request, resource, { graphId, variant })
    if (!version) return problem(404, `${graphId}@${variant} has none.`)
    const headers = { etag: version.etag, 'cache-control': 'private, no-cache', ...version.headers }
    if (request.headers.get('if-none-match') === version.etag) {
      return new Response(null, { status: 304, headers })
    }
    return new Response(await version.content(), { headers })
  }
}

function secondsToWait(request: Request): number {
  if (!request.headers.has('if-none-match')) return 0
  const [, seconds] = /(?:^|[,;\s])wait=(\d{1,4})/.exec(request.headers.get('prefer') ?? '') ?? []
  return Math.min(Number(seconds ?? 0), LONGEST_WAIT_S)
}

const problem = (status: number, message: string): Response => Response.json({ message }, { status })
