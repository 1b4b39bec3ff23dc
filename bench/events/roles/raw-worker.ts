/** Takes jobs from a BullMQ queue and does nothing with them. */
import { startMeter } from '../meter.ts'
import { answer, readSettings } from '../role.ts'
import { openRawWorker } from './raw-queue.ts'
import { openTally } from './tally.ts'

const { queueUrl = '', concurrency } = readSettings()
const usage = startMeter()
const tally = openTally()
const worker = openRawWorker(queueUrl, async ({ data }) => tally.note([data.id]), {
  concurrency: Number(concurrency),
})
await worker.waitUntilReady()

answer({
  usage,
  expect: tally.expect,
  settled: tally.settled,
  stop: () => worker.close(),
})
