import { BATCH } from '@tradewind/service'
import { createTestDatabase, type TestDatabase } from '@tradewind/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deleteExpiredSessions, deleteForgottenAttempts } from '../data/cleanup.ts'
import { openDatabase, type Database } from '../data/database.ts'
import { createSigningKeys } from '../data/signing-keys.ts'
import { schedules } from '../events/schedules.ts'

let empty: TestDatabase
let database: Database
beforeAll(async () => {
  empty = await createTestDatabase('identity')
  database = openDatabase(empty.url)
})
afterAll(async () => {
  await database.close()
  await empty.drop()
})

/** Sessions of which the first `expired` have expired at `now`. */
async function fill(expired: number, live: number): Promise<void> {
  await database.pool.query(
    `WITH owner AS (
       INSERT INTO customer (id, email, name, password_hash, roles, created_at)
       VALUES (gen_random_uuid(), gen_random_uuid() || '@example.com', 'Anna', '', '{CUSTOMER}', now())
       RETURNING id)
     INSERT INTO session (id, customer_id, family_hash, token_hash, created_at, rotated_at, expires_at)
     SELECT gen_random_uuid(), owner.id, gen_random_uuid(), '', now(), now(),
       now() + CASE WHEN number <= $1::int THEN -'1 hour'::interval ELSE '1 hour' END
     FROM owner, generate_series(1, $1::int + $2::int) AS number`,
    [expired, live],
  )
  await database.pool.query(
    `INSERT INTO password_attempt (key, failures, last_at)
     SELECT 'account:' || gen_random_uuid(), 1,
       now() - CASE WHEN number <= $1::int THEN '2 hours'::interval ELSE '1 minute' END
     FROM generate_series(1, $1::int + $2::int) AS number`,
    [expired, live],
  )
}

test('deletes what has expired in batches, and nothing else, with several replicas at it', async () => {
  const expired = 2 * BATCH + 7
  await fill(expired, 3)
  const now = new Date()
  const sessions = await Promise.all([1, 2, 3].map(() => deleteExpiredSessions(database.prisma, now)))
  const attempts = await Promise.all([1, 2, 3].map(() => deleteForgottenAttempts(database.prisma, now)))
  const sum = (counts: number[]): number => counts.reduce((total, count) => total + count, 0)
  // A replica that meets the others' locks may stop early; what is left is for the next round.
  await deleteExpiredSessions(database.prisma, now)
  await deleteForgottenAttempts(database.prisma, now)
  expect(sum(sessions)).toBeLessThanOrEqual(expired)
  expect(sum(attempts)).toBeLessThanOrEqual(expired)
  expect(await database.prisma.session.count()).toBe(3)
  expect(await database.prisma.passwordAttempt.count()).toBe(3)
})

test('its schedules delete what has expired, make the first key, and delete the last when its tokens have expired', async () => {
  await fill(5, 0)
  let now = new Date()
  const { prisma } = database
  const clock = () => now
  const newId = () => crypto.randomUUID()
  const keys = createSigningKeys({ prisma, secret: 'a secret of at least 32 characters', clock, newId })
  const runAll = async () => {
    const run = { tick: now, signal: new AbortController().signal }
    const results = schedules({ prisma, keys, clock }).map(
      async (schedule) => [schedule.name, await schedule.run(run)] as const,
    )
    return Object.fromEntries(await Promise.all(results))
  }
  expect(await runAll()).toEqual({
    'signing-keys': undefined,
    'expired-sessions': 5,
    'forgotten-attempts': 5,
  })
  const [first] = await keys.published()
  const days = (count: number) => new Date(now.getTime() + count * 86_400_000)
  now = days(30)
  await runAll()
  expect(await keys.published()).toHaveLength(2)
  now = days(1)
  await runAll()
  const [second, ...others] = await keys.published()
  expect([second?.kid === first!.kid, others]).toEqual([false, []])
  expect(await prisma.signingKey.count()).toBe(1)
})
