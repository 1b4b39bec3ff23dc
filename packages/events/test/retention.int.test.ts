import { register } from 'prom-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { watchOutbox } from '../metrics.ts'
import { removeOld } from '../outbox/retention.ts'
import { announce } from './fixture/events.ts'
import { createOutboxDatabase, type OutboxDatabase } from './fixture/outbox-database.ts'

let database: OutboxDatabase

beforeAll(async () => {
  database = await createOutboxDatabase()
})
afterAll(() => database.drop())

const count = async (table: string): Promise<number> =>
  (await database.pool.query(`SELECT count(*)::int FROM ${table}`)).rows[0].count

test('removes what was sent or handled long ago, in batches, and never what is unsent', async () => {
  await database.pool.query(`
    INSERT INTO outbox_event (id, type, subject, sequence, time, data, sent_at)
    SELECT gen_random_uuid(), 't', 's', n, now() - interval '40 days', '{}',
      CASE WHEN n <= 2500 THEN now() - interval '20 days' WHEN n <= 2600 THEN now() - interval '10 days' END
    FROM generate_series(1, 2700) AS n`)
  await database.pool.query(`
    INSERT INTO inbox_event SELECT gen_random_uuid(), 't', now() - interval '40 days' FROM generate_series(1, 1500)`)
  await database.pool.query(`
    INSERT INTO inbox_event SELECT gen_random_uuid(), 't', now() - interval '20 days' FROM generate_series(1, 50)`)
  expect(await removeOld({ pool: database.pool })).toBe(4000)
  expect(await count('outbox_event')).toBe(200)
  expect(await count('inbox_event')).toBe(50)
  expect(await removeOld({ pool: database.pool })).toBe(0)
})

test('shows how far the outbox is behind', async () => {
  await database.pool.query('TRUNCATE outbox_event')
  const unwatch = watchOutbox('retention', database.pool)
  // This process may measure other outboxes as well.
  const valueOf = async (name: string) => {
    const { values } = await register.getSingleMetric(name)!.get()
    return values.find(({ labels }) => labels['subgraph'] === 'retention')?.value
  }
  expect(await valueOf('tradewind_outbox_unsent_events')).toBe(0)
  expect(await valueOf('tradewind_outbox_oldest_unsent_seconds')).toBe(0)
  await announce(database.prisma, { subject: 'Lyra', data: { name: 'Lyra' } })
  await database.pool.query(`UPDATE outbox_event SET time = now() - interval '90 seconds'`)
  expect(await valueOf('tradewind_outbox_unsent_events')).toBe(1)
  expect(await valueOf('tradewind_outbox_oldest_unsent_seconds')).toBeGreaterThanOrEqual(90)
  unwatch()
  expect(await valueOf('tradewind_outbox_unsent_events')).toBeUndefined()
})
