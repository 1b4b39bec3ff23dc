import pg from 'pg'
import { cancelWithRequests } from './cancel.ts'
import { withServerSettings } from './server-settings.ts'

/** How often PostgreSQL looks whether whoever asked for a statement under way is still there. */
const CLIENT_CHECK_MS = 1_000

/**
 * A connection pool for one process. Nothing waits forever: connecting, statements, locks and idle transactions have
 * time-outs. The loss of a connection (a restarted server) is swallowed here: the next query on it rejects, the next
 * one on the pool connects anew. What a query asks ends when nobody waits for the query's answer (`currentSignal`), and
 * what a process that died has asked for ends in a moment, with the locks it holds.
 */
export function createPool(url: string, applicationName: string, max = 10): pg.Pool {
  const pool = new pg.Pool({
    connectionString: withServerSettings(url, { client_connection_check_interval: CLIENT_CHECK_MS }),
    max,
    application_name: applicationName,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 30_000,
    lock_timeout: 10_000,
    idle_in_transaction_session_timeout: 60_000,
  })
  pool.on('error', () => undefined) // of a connection that nobody uses
  // Of one that somebody holds between two queries: nobody else listens, and an error unheard ends the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return cancelWithRequests(pool)
}
