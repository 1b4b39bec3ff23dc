import { ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel'
import { readRedisUrl } from '@tradewind/events'
import { backoff, outageLog } from '@tradewind/service'
import type { Logger } from '@tradewind/service'
import { Redis } from 'ioredis'
import { isFresh } from './answer.ts'
import type { KeptAnswer } from './answer.ts'
import { CLEAR, KEEP, REMOVE } from './redis-scripts.ts'
import type { AnswerStore, Found } from './store.ts'

export interface RedisStoreOptions {
  /** `redis://` or `rediss://`; `?prefix=` where several installations share a server. */
  readonly url: string
  /** The longest an execution can take. */
  readonly executionMs: number
  readonly logger: Logger
  /** Redis is not waited for any longer. */
  readonly timeoutMs?: number
}

const nothing: Found = { answer: undefined, since: undefined }

/** Longer answers cost Redis more than they save. */
const MAX_CHARACTERS = 4_000_000

/**
 * Keeps answers in Redis, for all routers that use it. A Redis that is away or slow costs the cache and nothing else:
 * after a few failures it is left alone for a while. What could not be removed meanwhile is not taken afterwards either:
 * everything is cleared first.
 */
export function createRedisStore({
  url,
  executionMs,
  logger,
  timeoutMs = 200,
}: RedisStoreOptions): AnswerStore {
  const { server, prefix: installation } = readRedisUrl(url, 'tradewind-cache')
  const prefix = `${installation}:`
  const redis = new Redis(server, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: timeoutMs,
    connectTimeout: 2_000,
    connectionName: 'tradewind-cache',
    retryStrategy: (tries) => backoff(tries, 2_000),
  })
  redis.on('error', () => undefined) // every command rejects as well
  redis.on('ready', () => void clear())
  const breaker = circuitBreaker(handleAll, { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(3) })
  const outage = outageLog(logger, 'Answers are not kept in Redis', 'Answers are kept in Redis')
  const clock = `${prefix}clock`
  const cleared = `${prefix}cleared`
  // Something may be in there that should not be, until it was cleared after the last time that could have happened.
  let doubts = 1
  let doubtsCleared = 0
  let clearing: Promise<void> | undefined
  const isDoubtful = (): boolean => doubts !== doubtsCleared

  /** Resolves with undefined when it cannot be done. */
  async function attempt<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      const result = await breaker.execute(work)
      outage.recovered()
      return result
    } catch (error) {
      outage.failed(error)
      return undefined
    }
  }

  async function clearNow(): Promise<void> {
    const known = doubts
    const done = await attempt(() => redis.eval(CLEAR, 2, clock, cleared))
    if (done !== undefined) doubtsCleared = known
  }

  function clear(): Promise<void> {
    doubts += 1
    // One that began before may have been too early.
    const mine: Promise<void> = (clearing ?? Promise.resolve()).then(clearNow).finally(() => {
      if (clearing === mine) clearing = undefined
    })
    return (clearing = mine)
  }

  return {
    async find(key) {
      if (isDoubtful()) {
        if (!clearing) void clear()
        return nothing
      }
      const values = await attempt(() => redis.mget(prefix + key, clock, cleared))
      if (!values || isDoubtful()) return nothing
      const [text, now, clearedAt] = values
      if (now == null || clearedAt == null) {
        // It has lost its data.
        void clear()
        return nothing
      }
      const kept = text == null ? undefined : read(text)
      const isGood = kept && kept.since >= Number(clearedAt) && isFresh(kept.answer)
      return { answer: isGood ? kept.answer : undefined, since: Number(now) }
    },
    async keep(key, answer, tags, since) {
      if (isDoubtful() || answer.body.length > MAX_CHARACTERS) return false
      const lifetime = answer.maxAge * 1_000
      const given = [prefix, since, lifetime, Date.now(), write(answer, since), ...tags]
      return (await attempt(() => redis.eval(KEEP, 3, prefix + key, clock, cleared, ...given))) === 1
    },
    async remove(tags) {
      if (tags.length === 0) return 0
      const count = await attempt(() => redis.eval(REMOVE, 1, clock, prefix, 2 * executionMs, ...tags))
      if (count === undefined) doubts += 1
      return Number(count ?? 0)
    },
    clear,
    size: { answers: 0, bytes: 0 },
    close: () => redis.disconnect(),
  }
}

/** What is known of an answer, a line break, and the answer as it is: to read it takes no parsing of it. */
const write = ({ body, keptAt, maxAge, isPrivate }: KeptAnswer, since: number): string =>
  `${JSON.stringify([since, keptAt, maxAge, isPrivate])}\n${body}`

function read(text: string): { answer: KeptAnswer; since: number } | undefined {
  const end = text.indexOf('\n')
  try {
    const [since, keptAt, maxAge, isPrivate] = JSON.parse(text.slice(0, end)) as [
      number,
      number,
      number,
      boolean,
    ]
    return { since, answer: { body: text.slice(end + 1), keptAt, maxAge, isPrivate } }
  } catch {
    return undefined
  }
}
