/** Puts the same events into a BullMQ queue, without any promise about anybody's commit. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createEvent } from '@tradewind/events'
import { now, order, orders, placed, type Order } from '../load.ts'
import { startMeter } from '../meter.ts'
import { answer, readSettings } from '../role.ts'
import { openRawQueue } from './raw-queue.ts'

const { queueUrl = '' } = readSettings()
const usage = startMeter()
const queue = openRawQueue(queueUrl)
await queue.waitUntilReady()

const jobOf = (each: Order) => {
  const event = createEvent(placed, each)
  return { name: event.type, data: event, opts: { jobId: event.id } }
}

answer({
  usage,
  async trickle({ count, gap }: { count: number; gap: number }) {
    const added: Promise<[string, number]>[] = []
    for (let index = 0; index < count; index++) {
      const { name, data, opts } = jobOf(order())
      const at = now()
      added.push(queue.add(name, data, opts).then(() => [data.id, at]))
      await sleep(gap * (0.5 + Math.random()))
    }
    return Promise.all(added)
  },
  async flood({ count, together, writers }: { count: number; together: number; writers: number }) {
    const began = now()
    let left = count
    const write = async (): Promise<void> => {
      while (left > 0) {
        const some = Math.min(together, left)
        left -= some
        await queue.addBulk(orders(some).map(jobOf))
      }
    }
    await Promise.all(Array.from({ length: writers }, write))
    return began
  },
  stop: () => queue.close(),
})
