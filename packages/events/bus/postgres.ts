import { createPool } from '@tradewind/service'
import { createPostgresBackend, DEFAULT_SCHEMA, Queue, runMigrations, Worker } from 'bullmq'
import type { Pool } from 'pg'
import type { Backend } from './bullmq.ts'

const BINDINGS_LOCK = 0x74726164 // "trad"

/**
 * BullMQ on PostgreSQL: jobs in the schema `bullmq` of the queue database, bindings in `tradewind`, both made here
 * where missing. Queues and workers share one pool; each worker keeps one of its connections to listen.
 */
export async function openPostgres(queueUrl: string): Promise<Backend> {
  const pool = createPool(withSearchPath(queueUrl), 'tradewind-bus')
  pool.setMaxListeners(0) // each queue and worker listens to the pool
  try {
    await migrate(pool)
  } catch (error) {
    await pool.end()
    throw error
  }
  return {
    name: describe(queueUrl),
    queue: (name) => new Queue(name, { connection: pool }, createPostgresBackend) as unknown as Queue,
    worker: (name, process, options) =>
      // New jobs are announced by NOTIFY, so an idle worker need not ask every five seconds.
      new Worker(
        name,
        process,
        { ...options, drainDelay: 30, connection: pool },
        createPostgresBackend,
      ) as unknown as Worker,
    async bind(subscriber, types) {
      await pool.query(
        `INSERT INTO tradewind.binding (type, subscriber) SELECT unnest($1::text[]), $2 ON CONFLICT DO NOTHING`,
        [types, subscriber],
      )
    },
    async unbind(subscriber, types) {
      await pool.query('DELETE FROM tradewind.binding WHERE type = ANY($1) AND subscriber = $2', [
        types,
        subscriber,
      ])
    },
    async bindings() {
      return (await pool.query('SELECT type, subscriber FROM tradewind.binding')).rows
    },
    async ping() {
      await pool.query('SELECT 1')
    },
    close: () => pool.end(),
  }
}

/** Several processes may start at once: both steps take an advisory lock, and find their work done the second time. */
async function migrate(pool: Pool): Promise<void> {
  const client = await pool.connect()
  try {
    await runMigrations(client, DEFAULT_SCHEMA)
    await client.query(`
      BEGIN;
      SELECT pg_advisory_xact_lock(${BINDINGS_LOCK});
      CREATE SCHEMA IF NOT EXISTS tradewind;
      CREATE TABLE IF NOT EXISTS tradewind.binding (
        type text NOT NULL, subscriber text NOT NULL, bound_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (type, subscriber));
      COMMIT`)
    client.release()
  } catch (error) {
    client.release(true)
    throw error
  }
}

/** BullMQ's statements name no schema: a pool handed to it must have it in its search path. */
function withSearchPath(queueUrl: string): string {
  const url = new URL(queueUrl)
  const options = [url.searchParams.get('options'), `-c search_path=${DEFAULT_SCHEMA}`]
  url.searchParams.set('options', options.filter(Boolean).join(' '))
  return url.href
}

function describe(queueUrl: string): string {
  const { hostname, port, pathname } = new URL(queueUrl)
  return `PostgreSQL at ${hostname}:${port || 5432}${pathname}`
}
