import { backoff, reasonOf, type Logger } from '@tradewind/service'
import { Queue, Worker } from 'bullmq'
import { Redis, type RedisOptions } from 'ioredis'
import { changesChannel } from '../broadcast/channels.ts'
import { hushed, type Backend } from './bullmq.ts'
import { readRedisUrl } from './redis-url.ts'

/** What was handled stays visible for an hour, the last thousand at most. */
const KEEP_HANDLED = { age: 3600, count: 1000 }

/**
 * BullMQ on Redis: `redis://` or `rediss://`, with user and password, database number, and `?prefix=` where several
 * installations share one server.
 * @throws QueueUnsafeError when the server may evict jobs under memory pressure.
 */
export async function openRedis(queueUrl: string, logger: Logger): Promise<Backend> {
  const { server, prefix } = readRedisUrl(queueUrl)
  // Producers fail at once while Redis is away (the relay backs off and tries again); workers wait for it.
  const producer = connect(server, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 10_000,
  })
  const consumer = connect(server, { maxRetriesPerRequest: null })
  const name = describe(server)
  let reason: unknown
  producer.on('error', (error) => (reason = error)) // connect() itself rejects with no more than "closed"
  try {
    await producer.connect().catch((error: unknown) => Promise.reject(reason ?? error))
    await refuseUnsafe(producer, name, logger)
  } catch (error) {
    producer.disconnect()
    throw error
  }
  /** The connection, if it stands: ioredis would only say that its stream is not writeable. */
  const ready = (): Redis => {
    if (producer.status === 'ready') return producer
    throw new Error(`${name} is not connected (${reasonOf(reason ?? producer.status)})`)
  }
  const bindingsKey = `${prefix}:bindings`
  const decisionsKey = `${prefix}:decisions`
  const queuesKey = `${prefix}:queues`
  const members = (subscriber: string, types: readonly string[]) =>
    types.map((type) => `${type} ${subscriber}`)
  return {
    name,
    queue: (queue) => hushed(new Queue(queue, { connection: producer, prefix })),
    worker: (queue, process, options) =>
      new Worker(queue, process, {
        ...options,
        removeOnComplete: KEEP_HANDLED,
        connection: consumer,
        prefix,
      }),
    async bind(subscriber, types) {
      await ready().sadd(bindingsKey, ...members(subscriber, types))
    },
    async unbind(subscriber, types) {
      await ready().srem(bindingsKey, ...members(subscriber, types))
    },
    async bindings() {
      return (await ready().smembers(bindingsKey)).map((member) => {
        const [type = '', subscriber = ''] = member.split(' ')
        return { type, subscriber }
      })
    },
    async broadcast(messages) {
      const channel = changesChannel(prefix)
      await Promise.all(messages.map((message) => ready().publish(channel, message)))
    },
    async append(entry) {
      await ready().xadd(decisionsKey, '*', 'entry', JSON.stringify(entry))
    },
    async entries(limit) {
      const newest = await ready().xrevrange(decisionsKey, '+', '-', 'COUNT', limit)
      return newest.map(([, fields]) => JSON.parse(fields[1]!) as unknown)
    },
    async announce(queue) {
      await ready().sadd(queuesKey, queue)
    },
    async announced() {
      return (await ready().smembers(queuesKey)).toSorted()
    },
    async removeFailed(queue, ids) {
      const removed = await Promise.all(
        ids.map(async (id) => ((await queue.getJobState(id)) === 'failed' ? queue.remove(id) : 0)),
      )
      return removed.filter(Boolean).length
    },
    async ping() {
      await ready().ping()
    },
    async close() {
      producer.disconnect()
      consumer.disconnect()
    },
  }
}

/** The queue's server is set up in a way that loses jobs. */
export class QueueUnsafeError extends Error {
  override readonly name = 'QueueUnsafeError'
}

async function refuseUnsafe(redis: Redis, name: string, logger: Logger): Promise<void> {
  const info = await redis.info().catch((error: unknown) => {
    logger.warn(
      `${name} does not say whether it keeps jobs safe (${reasonOf(error)}): it needs noeviction and AOF.`,
    )
    return ''
  })
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1]
  if (policy && policy !== 'noeviction') {
    throw new QueueUnsafeError(
      `${name} may evict jobs when its memory is full: its maxmemory-policy is ${policy}. ` +
        'Set "maxmemory-policy noeviction" there.',
    )
  }
  if (/^aof_enabled:0/m.test(info)) {
    logger.warn(
      `${name} writes no append-only file: a crash loses the last jobs. Set "appendonly yes" there.`,
    )
  }
}

function connect(server: string, options: RedisOptions): Redis {
  const redis = new Redis(server, {
    ...options,
    lazyConnect: true,
    connectTimeout: 10_000,
    connectionName: 'tradewind-bus',
    retryStrategy: (tries) => backoff(tries, 2000),
  })
  redis.setMaxListeners(0) // each queue and worker listens to the connection
  redis.on('error', () => undefined) // every command rejects as well
  return redis
}

function describe(server: string): string {
  const { hostname, port, pathname } = new URL(server)
  return `Redis at ${hostname}:${port || 6379}${pathname}`
}
