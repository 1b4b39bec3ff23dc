import { createPostgresBackend, Queue, Worker, type Job, type WorkerOptions } from 'bullmq'
import { Redis } from 'ioredis'
import pg from 'pg'

/** BullMQ by itself, set up as its documentation says; finished jobs stay as long as ours do. */
const NAME = 'raw'

function poolOf(queueUrl: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: queueUrl, options: '-c search_path=bullmq' })
  pool.setMaxListeners(0)
  return pool
}

export const isRedis = (queueUrl: string): boolean => queueUrl.startsWith('redis')

export function openRawQueue(queueUrl: string): Queue {
  if (isRedis(queueUrl)) return new Queue(NAME, { connection: new Redis(queueUrl) })
  return new Queue(NAME, { connection: poolOf(queueUrl) }, createPostgresBackend) as unknown as Queue
}

export function openRawWorker(
  queueUrl: string,
  process: (job: Job) => Promise<void>,
  options: Pick<WorkerOptions, 'concurrency'>,
): Worker {
  if (isRedis(queueUrl)) {
    const connection = new Redis(queueUrl, { maxRetriesPerRequest: null })
    return new Worker(NAME, process, { ...options, connection, removeOnComplete: { age: 3600, count: 1000 } })
  }
  const settings = { ...options, connection: poolOf(queueUrl) }
  return new Worker(NAME, process, settings, createPostgresBackend) as unknown as Worker
}
