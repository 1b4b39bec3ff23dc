import type { Logger } from '@tradewind/service'
import { ask, type Resource } from '../registry-client/ask.ts'
import type { Copies } from '../registry-client/copies.ts'
import { follow } from '../registry-client/follow.ts'
import type { Registry } from '../registry-client/registry.ts'
import { readList, type PersistedQueryList } from './list.ts'

export interface PublishedQueriesOptions {
  readonly registry: Registry
  /** How long a start waits for the registry before it goes on without. */
  readonly startMs: number
  readonly copies: Copies
  readonly logger: Logger
}

/** The registry's list, whichever version of it is current. */
export interface PublishedQueries {
  /** Null while the registry has not given any, and there is no copy. */
  readonly list: PersistedQueryList | null
  stop(): void
}

/** Has the list from the registry, else from a copy, and follows its changes; keeps it while the registry is away. */
export async function openPublishedQueries({
  registry,
  startMs,
  copies,
  logger,
}: PublishedQueriesOptions): Promise<PublishedQueries> {
  let list: PersistedQueryList | null = null
  let etag: string | null = null

  async function take(text: string): Promise<boolean> {
    try {
      list = await readList(text)
      logger.info({ list: list.name, operations: list.size }, 'Took the list of persisted queries.')
      return true
    } catch (error) {
      logger.error(
        { err: error },
        'The list of persisted queries cannot be used; the router keeps what it has.',
      )
      return false
    }
  }

  async function takeNew({ text }: Resource): Promise<void> {
    if (await take(text)) await copies.keep('persisted-queries', text)
  }

  try {
    const resource = await ask(registry, 'persisted-queries', { signal: AbortSignal.timeout(startMs) })
    if (resource) {
      await takeNew(resource)
      etag = resource.etag
    }
  } catch (error) {
    logger.warn({ registry: registry.url, err: error }, 'The registry gives no list of persisted queries.')
  }
  if (!list) {
    const copy = await copies.read('persisted-queries')
    if (copy !== null) await take(copy)
  }
  const stop = follow({ registry, name: 'persisted-queries', etag, take: takeNew, logger })
  return {
    get list() {
      return list
    },
    stop,
  }
}
