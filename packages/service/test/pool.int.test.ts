import { createEmptyDatabase, type TestDatabase } from '@tradewind/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPool } from '../index.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createEmptyDatabase('pool')
})
afterAll(() => database.drop())

test('survives the loss of a connection that is held between two queries of a transaction', async () => {
  const pool = createPool(database.url, 'pool')
  const holder = await pool.connect()
  await holder.query('BEGIN')
  const { rows } = await holder.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  const ended = new Promise<void>((resolve) => holder.once('end', () => resolve()))
  // As when the server goes. Nobody here listens for the error: unheard, it would end the process.
  await pool.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid])
  await ended
  await expect(holder.query('COMMIT')).rejects.toThrow(/connection|terminat|closed|queryable/i)
  holder.release(true)
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  await pool.end()
})
