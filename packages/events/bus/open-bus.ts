import { reasonOf } from '../outage.ts'
import { createBus } from './bullmq.ts'
import type { Bus } from './bus.ts'
import type { BusOptions } from './options.ts'
import { openPostgres } from './postgres.ts'
import { openRedis, QueueUnsafeError } from './redis.ts'

/**
 * Connects to the queue back end that a URL names: `redis://`, `rediss://` (production) or `postgres://`.
 * @throws a sentence for the operator when it is another URL, does not answer, or is not safe for jobs.
 */
export async function openBus(queueUrl: string, options: BusOptions): Promise<Bus> {
  switch (protocolOf(queueUrl)) {
    case 'redis:':
    case 'rediss:':
      return createBus(await connected(queueUrl, openRedis(queueUrl, options.logger)), options)
    case 'postgres:':
    case 'postgresql:':
      return createBus(await connected(queueUrl, openPostgres(queueUrl)), options)
    default:
      throw new Error('The queue URL must begin with redis://, rediss:// or postgres://.')
  }
}

const protocolOf = (url: string): string | undefined => URL.parse(url)?.protocol

async function connected<Backend>(queueUrl: string, opening: Promise<Backend>): Promise<Backend> {
  try {
    return await opening
  } catch (error) {
    if (error instanceof QueueUnsafeError) throw error
    const { host } = new URL(queueUrl)
    throw new Error(`The queue back end at ${host} cannot be used: ${reasonOf(error)}.`, { cause: error })
  }
}
