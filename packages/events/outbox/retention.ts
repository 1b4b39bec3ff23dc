import { inBatches } from '@tradewind/service'
import type { Pool } from 'pg'
import { every, type Schedule } from '../schedule/every.ts'

export interface RetentionOptions {
  readonly pool: Pool
  /** Days that sent events stay, for replay. */
  readonly outboxDays?: number
  /** Days that the ids of handled events stay: longer, so that an event handed over again is known however late. */
  readonly inboxDays?: number
}

const HOUR = 3_600_000

// SKIP LOCKED: it waits for nobody, and nobody for it. An array, which is looked up in the primary key: PostgreSQL may
// join the rows of IN (SELECT …) by reading the whole table.
const OLD_SENT = `
  DELETE FROM outbox_event WHERE position = ANY (ARRAY(
    SELECT position FROM outbox_event WHERE sent_at < now() - make_interval(days => $1)
    ORDER BY sent_at, position LIMIT $2 FOR UPDATE SKIP LOCKED))`
const OLD_HANDLED = `
  DELETE FROM inbox_event WHERE event_id = ANY (ARRAY(
    SELECT event_id FROM inbox_event WHERE handled_at < now() - make_interval(days => $1)
    ORDER BY handled_at LIMIT $2 FOR UPDATE SKIP LOCKED))`

/** Removes what is past its retention, hourly, in small batches. */
export const retention = (options: RetentionOptions): Schedule =>
  every({ name: 'old-events', interval: HOUR, run: ({ signal }) => removeOld(options, signal) })

/** Removes everything past its retention and says how many rows that were. A sequence's last number stays. */
export async function removeOld(
  { pool, outboxDays = 14, inboxDays = 30 }: RetentionOptions,
  signal?: AbortSignal,
): Promise<number> {
  let removed = 0
  for (const [statement, days] of [
    [OLD_SENT, outboxDays],
    [OLD_HANDLED, inboxDays],
  ] as const) {
    const remove = async (limit: number) => (await pool.query(statement, [days, limit])).rowCount ?? 0
    removed += await inBatches(signal, remove)
  }
  return removed
}
