import { setTimeout as delay } from 'node:timers/promises'
import type { Queue } from 'bullmq'
import type { Bus, Delivery } from '../bus/bus.ts'
import { toJob } from '../bus/bullmq.ts'
import { jobOptions, withDefaults } from '../bus/options.ts'
import { putBack } from '../bus/put-back.ts'

export interface FeedOptions {
  readonly bus: Bus
  readonly subscriber: string
  /** How many events may wait in its queue before the replay waits, too. */
  readonly queueLimit: number
  readonly signal: AbortSignal
  /** Called when the replay begins to wait, with how many events are waiting. */
  readonly onWait: (waiting: number) => void
}

export interface Feed {
  /** Resolves when the queue is short enough to take more. */
  room(): Promise<void>
  /** Resolves when none of these events is in the hands of a worker any more. */
  settled(ids: readonly string[]): Promise<void>
  /** Puts events into the subscriber's queue, and no other. Those that wait there already stay as they are. */
  add(deliveries: readonly Delivery[]): Promise<void>
}

/** BullMQ takes jobs without a priority before any that have one: live events overtake the past. */
const BEHIND_LIVE_EVENTS = { priority: 1 }
const LOOK_EVERY_MS = 250

/** Feeds the queue of one subscriber, no faster than it eats. */
export async function openFeed({ bus, subscriber, ...options }: FeedOptions): Promise<Feed> {
  const queue = await bus.queue(subscriber)
  // To count a queue costs the more the longer it is: what is known to fit needs no look.
  let room = 0
  return {
    async room() {
      for (let told = false; room <= 0;) {
        const counts = await queue.getJobCounts('waiting', 'prioritized')
        const waiting = Object.values(counts).reduce((sum, count) => sum + count, 0)
        // What waits in a paused queue is not always counted.
        room = (await queue.isPaused()) ? 0 : options.queueLimit - waiting
        if (room > 0) return
        if (!told) options.onWait(waiting)
        told = true
        await pause(options.signal)
      }
    },
    async settled(ids) {
      const isActive = async (id: string) => (await queue.getJobState(id)) === 'active'
      while ((await Promise.all(ids.map(isActive))).includes(true)) await pause(options.signal)
    },
    async add(deliveries) {
      room -= deliveries.length
      const unknown = (await Promise.all(deliveries.map((delivery) => revive(queue, delivery)))).flat()
      if (unknown.length === 0) return
      const tuning = { ...jobOptions(withDefaults({})), ...BEHIND_LIVE_EVENTS }
      await queue.addBulk(unknown.map((delivery) => toJob(delivery, tuning)))
    },
  }
}

/**
 * BullMQ keeps finished jobs for a while, and ignores a further one with the same id: those are put back. Returns the
 * event when the queue does not know it.
 */
async function revive(queue: Queue, delivery: Delivery): Promise<Delivery[]> {
  const { id } = delivery.event
  const state = await queue.getJobState(id)
  if (state === 'unknown') return [delivery]
  if (state !== 'failed' && state !== 'completed') return []
  if (await putBack(queue, id, state)) return []
  // It was removed this very moment, or somebody else put it back: adding does what is missing.
  return [delivery]
}

async function pause(signal: AbortSignal): Promise<void> {
  await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined)
  signal.throwIfAborted()
}
