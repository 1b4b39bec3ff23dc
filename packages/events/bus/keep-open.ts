import type { Queue } from 'bullmq'

export interface KeptOpen {
  /** The queue of this name, opened once. */
  get(name: string): Promise<Queue>
  close(): Promise<void>
}

/** Keeps queues open, each from its first use. */
export function keepOpen(open: (name: string) => Queue): KeptOpen {
  const queues = new Map<string, Promise<Queue>>()

  async function openOne(name: string): Promise<Queue> {
    const opened = open(name)
    try {
      await opened.waitUntilReady()
      return opened
    } catch (error) {
      // BullMQ remembers a failed start for good: the next caller gets a new queue.
      queues.delete(name)
      await opened.close().catch(() => undefined)
      throw error
    }
  }

  return {
    get: (name) => queues.getOrInsertComputed(name, openOne),
    async close() {
      await Promise.allSettled([...queues.values()].map(async (opened) => (await opened).close()))
    },
  }
}
