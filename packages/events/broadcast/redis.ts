import { setTimeout as delay } from 'node:timers/promises'
import { keepListening, type Listening } from '@tradewind/service'
import { Redis } from 'ioredis'
import { readRedisUrl } from '../bus/redis-url.ts'
import { changesChannel } from './channels.ts'
import type { Channel } from './listen.ts'

/**
 * Subscribes on a connection of its own. Not by ioredis' own reconnecting, which subscribes again without saying so:
 * what was sent in between is lost, and that has to be known.
 */
export function listenOnRedis({
  queueUrl,
  logger,
  probeInterval,
  onMessage,
  onListening,
  onLost,
}: Channel): Listening {
  const { server, prefix } = readRedisUrl(queueUrl)

  /** Returns never; throws what ended it. */
  async function listen(signal: AbortSignal, heard: () => void): Promise<never> {
    const redis = new Redis(server, {
      lazyConnect: true,
      connectTimeout: 10_000,
      commandTimeout: 5_000,
      connectionName: 'tradewind-changes',
      retryStrategy: () => null,
      maxRetriesPerRequest: 0,
    })
    const lost = Promise.withResolvers<never>()
    lost.promise.catch(() => undefined)
    let reason: Error | undefined
    redis.on('error', (error) => (reason = error))
    redis.on('close', () => lost.reject(reason ?? new Error('the connection was closed')))
    redis.on('message', (_channel, message) => onMessage(message))
    try {
      await redis.connect().catch((error: unknown) => Promise.reject(reason ?? error))
      await redis.subscribe(changesChannel(prefix))
      heard()
      onListening()
      for (;;) {
        await Promise.race([delay(probeInterval, undefined, { signal }), lost.promise])
        await redis.ping()
      }
    } finally {
      redis.disconnect()
    }
  }

  return keepListening({
    listen,
    logger,
    broken: 'Changes are not heard of',
    mended: 'Changes are heard of',
    interval: probeInterval,
    onLost,
  })
}
