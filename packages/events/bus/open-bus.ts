import { reasonOf, type Logger } from '@tradewind/service'
import { createBus, type Backend } from './bullmq.ts'
import type { Bus } from './bus.ts'
import type { BusOptions } from './options.ts'
import { openPostgres } from './postgres.ts'
import { openRedis, QueueUnsafeError } from './redis.ts'

const backends: Record<string, (queueUrl: string, logger: Logger) => Promise<Backend>> = {
  'redis:': openRedis,
  'rediss:': openRedis,
  'postgres:': openPostgres,
  'postgresql:': openPostgres,
}

/**
 * Connects to the queue back end that a URL names: `redis://`, `rediss://` (production) or `postgres://`.
 * @throws a sentence for the operator when it is another URL, does not answer, or is not safe for jobs.
 */
export async function openBus(queueUrl: string, options: BusOptions): Promise<Bus> {
  const opens = backends[URL.parse(queueUrl)?.protocol ?? '']
  if (!opens) throw new Error('The queue URL must begin with redis://, rediss:// or postgres://.')
  try {
    return createBus(await opens(queueUrl, options.logger), options)
  } catch (error) {
    if (error instanceof QueueUnsafeError) throw error
    const { host } = new URL(queueUrl)
    throw new Error(`The queue back end at ${host} cannot be used: ${reasonOf(error)}.`, { cause: error })
  }
}
