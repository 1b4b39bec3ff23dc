import { randomUUID } from 'node:crypto'
import { openBus } from '@tradewind/events'
import { createLogger } from '@tradewind/service'
import { inject } from 'vitest'
import { copyOfTemplate } from './database.ts'

export type QueueKind = 'postgres' | 'redis'

export interface TestQueue {
  readonly kind: QueueKind
  /** What goes into QUEUE_URL. */
  readonly url: string
  drop(): Promise<void>
}

/** The first bus on a database makes its tables, which takes longer than copying them. */
async function makeTables(url: string): Promise<void> {
  const bus = await openBus(url, { logger: createLogger('test', 'silent') })
  await bus.close()
}

/** The queue back ends that this machine can test. */
export function queueKinds(): QueueKind[] {
  return inject('servers').redisUrl ? ['postgres', 'redis'] : ['postgres']
}

/** An empty queue back end for this test alone. */
export async function createTestQueue(kind: QueueKind = 'postgres'): Promise<TestQueue> {
  if (kind === 'postgres') return { kind, ...(await copyOfTemplate('queue', makeTables)) }
  const { redisUrl } = inject('servers')
  if (!redisUrl) throw new Error('There is no redis-server on this machine; ask queueKinds() first.')
  // Keys of its own: what an earlier test left on the shared server is not seen.
  const prefix = encodeURIComponent(`{test-${randomUUID()}}`)
  return { kind, url: `${redisUrl}/0?prefix=${prefix}`, drop: async () => undefined }
}
