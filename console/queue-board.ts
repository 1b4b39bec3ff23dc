import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { FastifyAdapter } from '@bull-board/fastify'
import type { Queue } from 'bullmq'
import type { FastifyPluginCallback } from 'fastify'
import { masked } from './masked.ts'

export interface QueueBoard {
  readonly plugin: FastifyPluginCallback
  /** Shows a further queue. */
  add(queue: Queue): void
}

/**
 * bull-board over the queues of every subscriber: what waits, what failed and why; promote, pause. Failed events are
 * decided about on our own page, which records it.
 */
export function createQueueBoard(path: string): QueueBoard {
  const adapter = new FastifyAdapter()
  adapter.setBasePath(path)
  const { addQueue } = createBullBoard({
    queues: [],
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Tradewind queues', boardLogo: { path: '' } } },
  })
  return {
    plugin: adapter.registerPlugin(),
    add(queue) {
      const shown = new BullMQAdapter(queue, { allowRetries: false })
      shown.setFormatter('data', masked)
      addQueue(shown)
    },
  }
}
