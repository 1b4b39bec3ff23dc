/** Puts the same events into a BullMQ queue, without any promise about anybody's commit. */
import { createEvent } from '@tradewind/events'
import { flood, now, placed, trickle, type Flood, type Order, type Trickle } from '../load.ts'
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
  trickle: (asked: Trickle) =>
    trickle(asked, async (one) => {
      const { name, data, opts } = jobOf(one)
      const at = now()
      await queue.add(name, data, opts)
      return [data.id, at]
    }),
  flood: (asked: Flood) => flood(asked, (some) => queue.addBulk(some.map(jobOf))),
  stop: () => queue.close(),
})
