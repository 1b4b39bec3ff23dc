import { inject } from 'vitest'
import { createEmptyDatabase } from './database.ts'

export type QueueKind = 'postgres' | 'redis'

export interface TestQueue {
  readonly kind: QueueKind
  /** What goes into QUEUE_URL. */
  readonly url: string
  drop(): Promise<void>
}

/** The queue back ends that this machine can test. */
export function queueKinds(): QueueKind[] {
  return inject('servers').redisUrl ? ['postgres', 'redis'] : ['postgres']
}

let redisDatabase = 0

/** An empty queue back end for this test alone. */
export async function createTestQueue(kind: QueueKind = 'postgres'): Promise<TestQueue> {
  if (kind === 'postgres') return { kind, ...(await createEmptyDatabase('queue')) }
  const { redisUrl } = inject('servers')
  if (!redisUrl) throw new Error('There is no redis-server on this machine; ask queueKinds() first.')
  // Redis has numbered databases: each test worker has a range of its own, each queue the next number in it.
  const worker = Number(process.env['VITEST_POOL_ID'] ?? 1)
  const number = (worker * 64 + (redisDatabase++ % 64)) % 1_024
  return { kind, url: `${redisUrl}/${number}`, drop: async () => undefined }
}
