import { setTimeout as delay } from 'node:timers/promises'
import { createPool, withServerSettings } from '@tradewind/service'
import { createPostgresBackend, DEFAULT_SCHEMA, Queue, runMigrations, Worker } from 'bullmq'
import type { Pool } from 'pg'
import { CHANGES_CHANNEL } from '../broadcast/channels.ts'
import { hushed, type Backend } from './bullmq.ts'

/**
 * What was handled stays visible for ten minutes. Not by BullMQ's `removeOnComplete`, which on PostgreSQL removes the
 * old with each event that is done: by count it halves the throughput, and by count or age workers deadlock over it.
 */
const KEEP_HANDLED_MS = 600_000
/** For the relay's questions, the console and the like. */
const CONNECTIONS = 4
/** For what the relay adds and the workers do; two workers keep one each. */
const HASTY_CONNECTIONS = 10
/**
 * Nobody waits for the disk between an event and its handler. What a crash of the server may lose of the workers' doings
 * is that a job was taken or done: it is done once more, and the inbox knows. What the relay adds is flushed before it
 * is marked in the outbox. PostgreSQL loses the last commits at most, never one that a later one, kept, has seen.
 */
const HASTY = { synchronous_commit: 'off' }
/** A commit on its own, for which PostgreSQL flushes all that was committed before it. */
const FLUSH = `SELECT pg_logical_emit_message(true, 'tradewind', '')`
const BINDINGS_LOCK = 0x74726164 // "trad"

/**
 * BullMQ on PostgreSQL: jobs in the schema `bullmq` of the queue database, bindings and operators' decisions in
 * `tradewind`, both made here where missing. Workers, and the relay's queues, share a pool of their own; each worker
 * keeps one of its connections to listen.
 */
export async function openPostgres(queueUrl: string): Promise<Backend> {
  const pool = createPool(withSettings(queueUrl), 'tradewind-bus', CONNECTIONS)
  const hasty = createPool(withSettings(queueUrl, HASTY), 'tradewind-bus-jobs', HASTY_CONNECTIONS)
  const pools = [pool, hasty]
  for (const each of pools) each.setMaxListeners(0) // each queue and worker listens to its pool
  const end = () => Promise.all(pools.map((each) => each.end()))
  try {
    await migrate(pool)
  } catch (error) {
    await end()
    throw error
  }
  return {
    name: describe(queueUrl),
    queue: (name) => openQueue(pool, name),
    feed: {
      queue: (name) => openQueue(hasty, name),
      async keep() {
        await pool.query(FLUSH)
      },
    },
    worker: (name, process, options) => openWorker(hasty, name, process, options),
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
    async broadcast(messages) {
      const notify = 'SELECT pg_notify($1, message) FROM unnest($2::text[]) AS message'
      await pool.query(notify, [CHANGES_CHANNEL, messages])
    },
    async append(entry) {
      await pool.query('INSERT INTO tradewind.decision (entry) VALUES ($1)', [JSON.stringify(entry)])
    },
    async entries(limit) {
      const newest = 'SELECT entry FROM tradewind.decision ORDER BY position DESC LIMIT $1'
      const { rows } = await pool.query<{ entry: unknown }>(newest, [limit])
      return rows.map(({ entry }) => entry)
    },
    async announce(queue) {
      await pool.query('INSERT INTO tradewind.queue (name) VALUES ($1) ON CONFLICT DO NOTHING', [queue])
    },
    async announced() {
      const { rows } = await pool.query<{ name: string }>('SELECT name FROM tradewind.queue ORDER BY name')
      return rows.map(({ name }) => name)
    },
    removeHandled: async (queue) => (await queue.clean(KEEP_HANDLED_MS, 0, 'completed')).length,
    async removeFailed({ name }, ids) {
      // Not by BullMQ's `job.remove()`, which on PostgreSQL refuses every job that a scheduler made, failed ones too.
      const remove = `DELETE FROM job WHERE queue = $1 AND id = ANY($2) AND state = 'failed'`
      return (await pool.query(remove, [name, ids])).rowCount ?? 0
    },
    async ping() {
      await pool.query('SELECT 1')
    },
    async close() {
      // A pool waits for its connections, one of which a worker that was not closed in time still listens on.
      await Promise.race([end(), delay(2000, undefined, { ref: false })])
    },
  }
}

const openQueue = (pool: Pool, name: string): Queue =>
  hushed(new Queue(name, { connection: pool }, createPostgresBackend) as unknown as Queue)

const openWorker: (pool: Pool, ...worker: Parameters<Backend['worker']>) => Worker = (
  pool,
  name,
  process,
  options,
) => {
  // New jobs are announced by NOTIFY, so an idle worker need not ask every five seconds.
  const settings = { ...options, drainDelay: 30, connection: pool }
  return new Worker(name, process, settings, createPostgresBackend) as unknown as Worker
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
      CREATE TABLE IF NOT EXISTS tradewind.queue (name text PRIMARY KEY);
      CREATE TABLE IF NOT EXISTS tradewind.decision (
        position bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, entry jsonb NOT NULL);
      COMMIT`)
    client.release()
  } catch (error) {
    client.release(true)
    throw error
  }
}

/**
 * BullMQ's statements name no schema: a pool handed to it must have it in its search path. The time limit is the
 * client's own, since a server behind a dead network keeps none.
 */
function withSettings(queueUrl: string, settings: Readonly<Record<string, string>> = {}): string {
  const url = new URL(withServerSettings(queueUrl, { ...settings, search_path: DEFAULT_SCHEMA }))
  url.searchParams.set('query_timeout', '30000')
  return url.href
}

function describe(queueUrl: string): string {
  const { hostname, port, pathname } = new URL(queueUrl)
  return `PostgreSQL at ${hostname}:${port || 5432}${pathname}`
}
