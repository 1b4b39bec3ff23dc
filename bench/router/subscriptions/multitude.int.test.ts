import { expect, test } from 'vitest'
import { quantile } from '../../quantile.ts'
import { measure, mostClients, ours } from './measure.ts'

/** As many as the machine lets one process have files open for. */
const count = Math.min(5_000, mostClients())

test(`one router holds ${count} subscriptions to what everybody looks at, and each hears of every event`, async () => {
  const measured = await measure({
    ...ours,
    transport: 'WebSocket',
    mode: 'identical',
    count,
    events: 2,
    warmUps: 0,
  })
  const [p99, memory] = [quantile(measured.delays, 0.99), measured.kibPerSubscription]
  process.stdout.write(`${count} subscriptions: p99 ${Math.round(p99)} ms, ${Math.round(memory)} KiB each\n`)
  expect(measured.lost).toBe(0)
}, 120_000)
