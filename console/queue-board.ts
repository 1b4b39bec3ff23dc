import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { FastifyAdapter } from '@bull-board/fastify'
import type { Queue } from 'bullmq'
import type { FastifyPluginCallback } from 'fastify'

export interface QueueBoard {
  readonly plugin: FastifyPluginCallback
  /** Shows a further queue. */
  add(queue: Queue): void
}

/** bull-board over the queues of every subscriber: what waits, what failed and why, retry, promote, pause, clean. */
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
    add: (queue) => addQueue(new BullMQAdapter(queue)),
  }
}
