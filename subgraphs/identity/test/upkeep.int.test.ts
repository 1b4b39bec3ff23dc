import { createLogger } from '@tradewind/service'
import { createTestDatabase, eventually, type TestDatabase } from '@tradewind/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BATCH, deleteExpiredSessions, deleteForgottenAttempts } from '../data/cleanup.ts'
import { openDatabase, type Database } from '../data/database.ts'
import { createSigningKeys } from '../data/signing-keys.ts'
import { startUpkeep } from '../data/upkeep.ts'

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

test('does so again and again by itself, survives a failing round, and stops', async () => {
  let rounds = 0
  const keys = createSigningKeys({
    prisma: database.prisma,
    secret: 'a secret of at least 32 characters',
    clock: () => new Date(),
    newId: () => crypto.randomUUID(),
  })
  const upkeep = startUpkeep({
    prisma: database.prisma,
    keys: {
      ...keys,
      async rotateWhenDue() {
        rounds++
        if (rounds === 1) throw new Error('The database is away for a moment.')
        await keys.rotateWhenDue()
      },
    },
    clock: () => new Date(),
    logger: createLogger('identity', 'silent'),
    every: 5,
  })
  await fill(5, 0)
  await eventually(async () => {
    expect(rounds).toBeGreaterThan(2)
    expect(await database.prisma.session.count()).toBe(3)
    expect(await keys.published()).toHaveLength(1)
  })
  await upkeep.stop()
  const stoppedAt = rounds
  await fill(1, 0)
  await deleteForgottenAttempts(database.prisma, new Date())
  expect(rounds).toBe(stoppedAt)
})
