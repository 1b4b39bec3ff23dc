import type { Pool, PoolClient } from 'pg'

/** Runs work in a transaction on one connection of a pool; a connection on which anything failed is thrown away. */
export async function inTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    client.release()
    return result
  } catch (error) {
    client.release(true) // closing the session rolls back, even where ROLLBACK could no longer be sent
    throw error
  }
}
