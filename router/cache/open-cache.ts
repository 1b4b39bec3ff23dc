import { listenForChanges } from '@tradewind/events/broadcast'
import type { Logger } from '@tradewind/service'
import type { Environment } from '../environment.ts'
import { createMemoryStore } from './memory-store.ts'
import { cacheChanges, cacheListening, watchSize } from './metrics.ts'
import { createRedisStore } from './redis-store.ts'
import { createResponseCache } from './response-cache.ts'
import type { ResponseCache } from './response-cache.ts'

export interface OpenCache {
  readonly cache: ResponseCache
  stop(): Promise<void>
}

type Settings = Pick<
  Environment,
  'CACHE' | 'CACHE_MAX_BYTES' | 'CACHE_PRIVATE' | 'CACHE_REDIS_URL' | 'QUEUE_URL' | 'REQUEST_TIMEOUT_MS'
>

/** The cache that the settings ask for; null when they ask for none, or nobody would say when something changed. */
export function openCache(settings: Settings, logger: Logger): OpenCache | null {
  const { CACHE: mode, CACHE_MAX_BYTES: maxBytes, CACHE_REDIS_URL: url, QUEUE_URL: queueUrl } = settings
  if (mode === 'off') return null
  if (mode === 'events' && !queueUrl) {
    logger.info('No answers are kept: QUEUE_URL does not say where to hear of changes.')
    return null
  }
  const shared = url
    ? createRedisStore({ url, executionMs: settings.REQUEST_TIMEOUT_MS, logger })
    : createMemoryStore(maxBytes)
  const cache = createResponseCache({
    shared,
    own: settings.CACHE_PRIVATE ? createMemoryStore(maxBytes) : null,
  })
  const unwatch = watchSize(() => cache.size)
  const close = (): void => {
    unwatch()
    cache.close()
  }
  if (mode === 'max-age') {
    cache.open()
    return { cache, stop: async () => close() }
  }
  const listening = listenForChanges({
    queueUrl: queueUrl!,
    logger,
    onChange(change) {
      cacheChanges.inc()
      cache.remove(change)
    },
    onListening() {
      cacheListening.set(1)
      cache.open()
    },
    onLost() {
      cacheListening.set(0)
      cache.shut()
    },
  })
  return {
    cache,
    async stop() {
      await listening.stop()
      close()
    },
  }
}
