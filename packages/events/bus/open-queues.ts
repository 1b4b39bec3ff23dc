import { setTimeout as delay } from 'node:timers/promises'
import { createLogger, type Logger } from '@tradewind/service'
import type { Queue } from 'bullmq'
import type { Bus } from './bus.ts'
import { openBus } from './open-bus.ts'

export interface OpenQueues extends Pick<Bus, 'record' | 'decisions' | 'removeFailed'> {
  /** The queue of every subscriber and of scheduled work, by name; the same array grows as they appear. */
  readonly queues: readonly Queue[]
  close(): Promise<void>
}

export interface OpenQueuesOptions {
  readonly logger?: Logger
  /** Called for each queue, at first and as they appear. */
  readonly onQueue?: (queue: Queue) => void
  /** Milliseconds between two looks for new subscribers. */
  readonly refreshInterval?: number
}

/** Opens every subscriber's queue, and those of scheduled work, for an operator's tools; consumes nothing. */
export async function openQueues(queueUrl: string, options: OpenQueuesOptions = {}): Promise<OpenQueues> {
  const { logger = createLogger('queues'), onQueue, refreshInterval = 5000 } = options
  const bus = await openBus(queueUrl, { logger })
  const stopping = new AbortController()
  const queues: Queue[] = []

  async function refresh(): Promise<void> {
    const known = new Set([...(await bus.bindings()).values(), await bus.announced()].flat())
    for (const each of [...known].toSorted()) {
      if (queues.some(({ name }) => name === each)) continue
      const queue = await bus.queue(each)
      queues.push(queue)
      onQueue?.(queue)
    }
  }

  async function keepCurrent(): Promise<void> {
    while (!stopping.signal.aborted) {
      await delay(refreshInterval, undefined, { signal: stopping.signal, ref: false })
      await refresh().catch(() => undefined) // an outage: the next look is soon
    }
  }

  try {
    await refresh()
  } catch (error) {
    await bus.close()
    throw error
  }
  const running = keepCurrent().catch(() => undefined) // ends by being aborted
  return {
    queues,
    record: bus.record,
    decisions: bus.decisions,
    removeFailed: bus.removeFailed,
    async close() {
      stopping.abort()
      await running
      await bus.close()
    },
  }
}
