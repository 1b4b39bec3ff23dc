import {
  createLoader,
  forbidden,
  unauthenticated,
  type Logger,
  type RequestContext,
} from '@tradewind/service'
import type { PrismaClient } from './data/generated/client.ts'
import { findRevisions } from './data/subgraphs.ts'
import type { Actor } from './domain/history.ts'
import { allows, type Scope } from './domain/key.ts'
import type { Key, Keys } from './keys/index.ts'
import type { Launches } from './launches/index.ts'
import type { PersistedQueries } from './persisted-queries/index.ts'
import type { Checks } from './checks/index.ts'

/** What the registry's own parts are built on. */
export interface Services {
  readonly prisma: PrismaClient
  readonly keys: Keys
  readonly launches: Launches
  readonly checks: Checks
  readonly persistedQueries: PersistedQueries
  /** Where browsers, rover and routers reach the registry, without a slash at the end. */
  readonly publicUrl: string
  readonly logger: Logger
}

/** What the resolvers of one request are given. */
export interface Context extends Omit<RequestContext, 'viewer'> {
  readonly services: Services
  /** The key the request carries; null when it carries none that is valid. */
  readonly key: Key | null
  /** The schemas of revisions by their id. */
  readonly sdl: ReturnType<typeof createLoader<string>>
}

export function createContext(
  services: Services,
  key: Key | null,
  request: Omit<RequestContext, 'viewer'>,
): Context {
  return {
    ...request,
    services,
    key,
    sdl: createLoader(async (ids) => {
      const revisions = await findRevisions(services.prisma, ids)
      return new Map(revisions.map(({ id, sdl }) => [id, sdl]))
    }),
  }
}

/** The key of a request; throws what rover shows when there is none, or when it may not do this. */
export function requireKey({ key }: Context, scope: Scope): Key {
  if (!key) {
    // Never with HTTP status 401: rover takes any status but 200 for an outage and tries again for most of a minute.
    throw unauthenticated('The API key is not valid: it is none of this registry, or it has been revoked.')
  }
  if (!allows(key.scopes, scope)) throw forbidden(lacks(key, scope))
  return key
}

/** What to tell the holder of a key that may not do something. */
export const lacks = ({ name, scopes }: Key, scope: Scope): string =>
  `The key "${name}" may not do this: it takes the scope ${scope}, and the key has ${scopes.join(', ') || 'none'}.`

export const actorOf = ({ name }: Key): Actor => ({ keyName: name })
