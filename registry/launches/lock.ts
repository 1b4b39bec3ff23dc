import { badUserInput } from '@tradewind/service'
import type pg from 'pg'
import { toGraphRef, type GraphRef } from '../domain/graph-ref.ts'
import { isStorable } from '../domain/text.ts'

/** Less than a client of rover waits for an answer. */
const PATIENCE = '25s'
const LOCK_NOT_AVAILABLE = '55P03'
/** Each of them holds a schema of megabytes. */
const MOST_WAITING = 50

/** Runs work that nobody else does on this variant meanwhile, in any process. */
export type VariantLock = <Result>(variant: GraphRef, work: () => Promise<Result>) => Promise<Result>

/**
 * Locks variants by PostgreSQL's advisory locks: held by a connection, so that they end with a process that dies, and
 * not by rows, so that composing keeps no transaction with writes open. Within the process each variant has its own
 * queue, so that no more than one connection waits for one variant.
 */
export function createVariantLock(pool: pg.Pool): VariantLock {
  const queues = new Map<string, Promise<unknown>>()
  let waiting = 0

  async function locked<Result>(ref: string, work: () => Promise<Result>): Promise<Result> {
    const client = await pool.connect()
    let broken: Error | undefined
    try {
      await client.query('BEGIN')
      await client.query(`SET LOCAL lock_timeout = '${PATIENCE}'`)
      await client.query('SET LOCAL idle_in_transaction_session_timeout = 0')
      await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`variant ${ref}`])
      return await work()
    } catch (error) {
      if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error
      throw badUserInput(`Other changes to ${ref} take long: try again in a moment.`)
    } finally {
      await client.query('ROLLBACK').catch((error: Error) => (broken = error))
      client.release(broken)
    }
  }

  return async (variant, work) => {
    const ref = toGraphRef(variant)
    if (!isStorable(ref)) throw badUserInput('There can be no variant of this name.')
    if (waiting >= MOST_WAITING)
      throw badUserInput('Too many changes wait for their turn: try again in a moment.')
    waiting++
    const before = queues.get(ref) ?? Promise.resolve()
    const mine = before.then(() => locked(ref, work))
    const settled = mine.catch(() => undefined)
    queues.set(ref, settled)
    try {
      return await mine
    } finally {
      waiting--
      if (queues.get(ref) === settled) queues.delete(ref)
    }
  }
}
