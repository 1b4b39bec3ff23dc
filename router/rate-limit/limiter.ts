import { outageLog } from '@tradewind/service'
import type { Logger } from '@tradewind/service'
import { Redis } from 'ioredis'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'

/** What is left to somebody in the present window. */
export interface Allowance {
  readonly allowed: boolean
  readonly limit: number
  readonly remaining: number
  /** Until the window ends, in whole seconds. */
  readonly resetSeconds: number
  readonly windowSeconds: number
}

export interface Limiter {
  /** Counts one request for the key. */
  take(key: string): Promise<Allowance>
}

export interface LimiterStore {
  /** Limiters of the same name share their counts with those of other replicas where the store is shared. */
  limiter(name: string, limit: number): Limiter
  close(): Promise<void>
}

const WINDOW_SECONDS = 60

/** Counts in this process alone, or in a Redis that the replicas share; while that is away each counts for itself. */
export function openLimiterStore(redisUrl: string | undefined, logger: Logger): LimiterStore {
  // A request must not wait for a store that is not there.
  const redis =
    redisUrl === undefined
      ? undefined
      : new Redis(redisUrl, {
          enableOfflineQueue: false,
          maxRetriesPerRequest: 0,
          connectTimeout: 2_000,
          commandTimeout: 500,
        })
  const outage = outageLog(
    logger,
    'Each replica counts requests for itself, without the store of rate limits',
    'Replicas count requests together',
  )
  redis?.on('ready', outage.recovered)
  redis?.on('error', outage.failed)

  return {
    limiter(name, limit) {
      const options = { keyPrefix: `tradewind:rate:${name}`, points: limit, duration: WINDOW_SECONDS }
      const memory = new RateLimiterMemory(options)
      const counter = redis
        ? new RateLimiterRedis({ ...options, storeClient: redis, insuranceLimiter: memory })
        : memory
      return {
        async take(key) {
          const { result, allowed } = await counter.consume(key).then(
            (taken) => ({ result: taken, allowed: true }),
            (refused: unknown) => {
              if (!(refused instanceof RateLimiterRes)) throw refused
              return { result: refused, allowed: false }
            },
          )
          return {
            allowed,
            limit,
            remaining: Math.max(0, result.remainingPoints),
            resetSeconds: Math.max(1, Math.ceil(result.msBeforeNext / 1_000)),
            windowSeconds: WINDOW_SECONDS,
          }
        },
      }
    },
    async close() {
      redis?.disconnect()
    },
  }
}
