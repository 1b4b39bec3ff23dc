import type { Pool } from 'pg'

/** Somebody else is doing the same work at present. */
export const UNDER_WAY = Symbol('under way')

/**
 * Does work that nobody else who uses the same database does at the same time: under an advisory lock on a connection
 * of its own, which PostgreSQL frees when the process dies, and keeps for one that is only slow (a queue would give its
 * job to another). `signal` is aborted when the connection is lost, and the lock with it.
 * @returns UNDER_WAY, without having done anything, when somebody else is at it.
 */
export async function exclusively<Result>(
  pool: Pool,
  name: string,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | typeof UNDER_WAY> {
  const client = await pool.connect()
  const lost = new AbortController()
  const onLoss = (): void => lost.abort(new Error('The connection that holds the lock is lost.'))
  client.on('error', onLoss)
  client.on('end', onLoss)
  let free = false
  try {
    const { rows } = await client.query<{ got: boolean }>(`SELECT pg_try_advisory_lock(${KEY}) AS got`, [
      name,
    ])
    if (!rows[0]?.got) {
      free = true
      return UNDER_WAY
    }
    try {
      return await work(lost.signal)
    } finally {
      // Also when the work failed: whoever is told of it may try again at once. A failure to unlock hides neither.
      free = await client.query(`SELECT pg_advisory_unlock(${KEY})`, [name]).then(
        () => true,
        () => false,
      )
    }
  } finally {
    client.off('error', onLoss)
    client.off('end', onLoss)
    // A connection that may still hold the lock is closed, which frees it.
    client.release(!free)
  }
}

const KEY = `hashtextextended('tradewind.schedule.' || $1, 0)`
