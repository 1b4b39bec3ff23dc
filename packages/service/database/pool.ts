import pg from 'pg'

/**
 * A connection pool for one process. Nothing waits forever: connecting, statements, locks and idle transactions have
 * time-outs. Errors of idle connections (a restarted server) are swallowed here; the next query connects anew.
 */
export function createPool(url: string, applicationName: string, max = 10): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: applicationName,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 30_000,
    lock_timeout: 10_000,
    idle_in_transaction_session_timeout: 60_000,
  })
  pool.on('error', () => undefined)
  return pool
}
