import { createPool } from '@tradewind/service'
import { createEmptyDatabase, type TestDatabase } from '@tradewind/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Pool } from 'pg'
import { exclusively, UNDER_WAY } from './exclusively.ts'

let database: TestDatabase
let north: Pool
let south: Pool

beforeAll(async () => {
  database = await createEmptyDatabase('exclusively')
  ;[north, south] = [createPool(database.url, 'north'), createPool(database.url, 'south')]
})
afterAll(async () => {
  await Promise.all([north.end(), south.end()])
  await database.drop()
})

const done = async () => 'done'

test('lets one at a time do a work, and others do another', async () => {
  const { promise: end, resolve: finish } = Promise.withResolvers<void>()
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const first = exclusively(north, 'dredge', async () => {
    begin()
    await end
    return 'first'
  })
  await begun
  expect(await exclusively(south, 'dredge', done)).toBe(UNDER_WAY)
  expect(await exclusively(north, 'dredge', done)).toBe(UNDER_WAY)
  expect(await exclusively(south, 'sound', done)).toBe('done')
  finish()
  expect(await first).toBe('first')
  expect(await exclusively(south, 'dredge', done)).toBe('done')
})

test('lets go when the work fails', async () => {
  const failing = exclusively(north, 'dredge', () => Promise.reject(new Error('fog')))
  await expect(failing).rejects.toThrow('fog')
  expect(await exclusively(south, 'dredge', done)).toBe('done')
})

test('tells the work when the connection is lost, and the lock with it', async () => {
  const lost = exclusively(north, 'dredge', async (signal) => {
    const { promise: told, resolve } = Promise.withResolvers<void>()
    signal.addEventListener('abort', () => resolve())
    await south.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database
       WHERE locktype = 'advisory' AND datname = current_database()`,
    )
    await told
    throw signal.reason
  })
  await expect(lost).rejects.toThrow('The connection that holds the lock is lost.')
  // PostgreSQL tells the client first, and frees the lock when the process behind the connection has ended.
  await expect.poll(() => exclusively(south, 'dredge', done)).toBe('done')
})
