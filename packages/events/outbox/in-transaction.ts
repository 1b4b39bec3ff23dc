import type { Pool, PoolClient } from 'pg'

/** Runs work on one connection of a pool; one on which anything failed is thrown away, with the transaction it was in. */
export async function onConnection<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  try {
    const result = await work(client)
    client.release()
    return result
  } catch (error) {
    client.release(true) // closing the session rolls back, even where ROLLBACK could no longer be sent
    throw error
  }
}

/** Runs work in a transaction on one connection of a pool. */
export const inTransaction = <Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> =>
  onConnection(pool, async (client) => {
    await client.query('BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    return result
  })
