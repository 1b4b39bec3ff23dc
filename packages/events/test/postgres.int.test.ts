import { randomBytes } from 'node:crypto'
import { createTestQueue } from '@tradewind/testkit'
import { createPool } from '@tradewind/service'
import { expect, onTestFinished, test } from 'vitest'
import { createEvent, openBus } from '../index.ts'
import { shipArrived, silent } from './fixture/events.ts'

test('what the bus on PostgreSQL has accepted is on the disk, although workers get it before', async () => {
  const queue = await createTestQueue('postgres')
  const url = new URL(queue.url)
  url.searchParams.set('options', '-c synchronous_commit=on') // the tests' server does not wait for its disk otherwise
  const bus = await openBus(url.href, { logger: silent })
  const pool = createPool(queue.url, 'observer', 1)
  onTestFinished(async () => {
    await pool.end()
    await bus.close()
    await queue.drop()
  })
  const events = Array.from({ length: 100 }, () =>
    createEvent(shipArrived, { subject: randomBytes(1000).toString('base64'), data: { name: 'Lyra' } }),
  )
  await bus.enqueue(
    'harbour',
    events.slice(0, 1).map((event) => ({ event })),
  ) // opens what it needs
  const { rows } = await pool.query<{ at: string }>('SELECT pg_current_wal_insert_lsn() AS at')
  await bus.enqueue(
    'harbour',
    events.map((event) => ({ event })),
  )
  const flushed = await pool.query<{ bytes: string }>(
    'SELECT pg_current_wal_flush_lsn() - $1::pg_lsn AS bytes',
    [rows[0]!.at],
  )
  expect(Number(flushed.rows[0]!.bytes)).toBeGreaterThan(100_000)
})
