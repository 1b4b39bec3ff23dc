import { handleOnce } from '@tradewind/events'
import type {
  Delivery,
  EventDatabase,
  IntegrationEvent,
  SqlTransaction,
  Subscription,
} from '@tradewind/events'
import { newId } from '@tradewind/service'
import { createTestDatabase } from '@tradewind/testkit'
import type { Pool } from 'pg'
import { toDelivery, type OutboxRow } from '../../packages/events/outbox/row.ts'

/** The time of all subgraphs: it stands still until a story moves it. */
export class Clock {
  #now = 0

  constructor() {
    this.reset()
  }

  readonly now = (): Date => new Date(this.#now)

  /** Never goes back. */
  advanceTo(instant: Date): void {
    this.#now = Math.max(this.#now, instant.getTime())
  }

  reset(): void {
    this.#now = Date.parse('2026-03-01T09:00:00Z')
  }
}

/**
 * How a delivery goes. A crash comes after the handler's work and before its commit, so that everything is undone but
 * what was done elsewhere.
 */
export type Fate = 'once' | 'twice at once' | 'crash'

export type Outcome = 'handled' | 'duplicate' | 'crashed'

/** A subgraph without its queues and its HTTP: the real handlers on a real database. */
export interface Part {
  readonly name: string
  readonly types: ReadonlySet<string>
  readonly pool: Pool
  /** What its outbox has got since this was last asked, the oldest first. */
  published(): Promise<Delivery[]>
  /** Rejects with what the handler threw. */
  handle(event: IntegrationEvent, fate: Fate): Promise<Outcome>
  /** Empties every table but those named in `keeping`. */
  wipe(): Promise<void>
  close(): Promise<void>
}

export interface PartOptions<Tx> {
  readonly name: string
  readonly database: {
    readonly pool: Pool
    readonly prisma: EventDatabase<Tx>
    close(): Promise<void>
  }
  readonly subscriptions: readonly Subscription<Tx>[]
  /** Tables that are filled by the migrations. */
  readonly keeping?: readonly string[]
  /** Tables with a trigger that refuses to let them be emptied. */
  readonly guarded?: readonly string[]
}

class Crash extends Error {}

const OUTBOX = `
  SELECT position, id, type, subject, sequence, time, data, traceparent, deliver_at
  FROM outbox_event WHERE position > $1 ORDER BY position`

export async function openPart<Tx extends SqlTransaction>(options: PartOptions<Tx>): Promise<Part> {
  const { name, database, subscriptions, keeping = [], guarded = [] } = options
  const { pool, prisma } = database
  const byType = new Map(subscriptions.map((it) => [it.definition.type, it]))
  const emptying = await emptyTables(pool, keeping, guarded)
  let seen = '0'

  return {
    name,
    types: new Set(byType.keys()),
    pool,
    async published() {
      const { rows } = await pool.query<OutboxRow>(OUTBOX, [seen])
      seen = rows.at(-1)?.position ?? seen
      return rows.map(toDelivery)
    },
    async handle(event, fate) {
      const subscription = byType.get(event.type)!
      if (fate === 'crash') return untilCrash(() => handleOnce(prisma, crashing(subscription), event))
      if (fate === 'once') return handleOnce(prisma, subscription, event)
      const both = await Promise.all([1, 2].map(() => handleOnce(prisma, subscription, event)))
      return both.includes('handled') ? 'handled' : 'duplicate'
    },
    async wipe() {
      await pool.query(emptying)
      seen = '0'
    },
    close: () => database.close(),
  }
}

const crashing = <Tx>(subscription: Subscription<Tx>): Subscription<Tx> => ({
  ...subscription,
  handle: async (event, tx, prepared) => {
    await subscription.handle(event, tx, prepared)
    throw new Crash()
  },
})

const untilCrash = (handling: () => Promise<Outcome>): Promise<Outcome> =>
  handling().catch((error: unknown) => {
    if (error instanceof Crash) return 'crashed'
    throw error
  })

async function emptyTables(
  pool: Pool,
  keeping: readonly string[],
  guarded: readonly string[],
): Promise<string> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL($1)`,
    [['_prisma_migrations', ...keeping]],
  )
  const triggers = (verb: string) => guarded.map((table) => `ALTER TABLE ${table} ${verb} TRIGGER USER;`)
  const truncate = `TRUNCATE ${rows.map((row) => row.name).join(', ')} RESTART IDENTITY;`
  return [...triggers('DISABLE'), truncate, ...triggers('ENABLE')].join(' ')
}

/** A database for a subgraph, and the environment that its `start` would read. */
export async function surroundings(name: string) {
  const { url, drop } = await createTestDatabase(name)
  return {
    drop,
    environment: {
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      PORT: '0',
      DATABASE_URL: url,
      QUEUE_URL: 'redis://nobody-calls.example',
      JWKS_URL: 'https://nobody-asks.example',
      ROUTER_SECRET: newId(),
      EVENTS_SEALING_KEY: 'the sealing key of these stories: both sides have it',
    },
  }
}
