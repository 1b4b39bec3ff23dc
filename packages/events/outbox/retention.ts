import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '@tradewind/service'
import type { Pool } from 'pg'
import { reasonOf } from '../outage.ts'

export interface RetentionOptions {
  readonly pool: Pool
  readonly logger: Logger
  /** Days that sent events stay, for replay. */
  readonly outboxDays?: number
  /** Days that the ids of handled events stay: longer, so that an event handed over again is known however late. */
  readonly inboxDays?: number
}

const HOUR = 3_600_000
const BATCH = 1000

// SKIP LOCKED: replicas clean at the same time without waiting for each other.
const OLD_SENT = `
  DELETE FROM outbox_event WHERE position IN (
    SELECT position FROM outbox_event WHERE sent_at < now() - make_interval(days => $1)
    ORDER BY sent_at, position LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`
const OLD_HANDLED = `
  DELETE FROM inbox_event WHERE event_id IN (
    SELECT event_id FROM inbox_event WHERE handled_at < now() - make_interval(days => $1)
    ORDER BY handled_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`

/** Removes what is past its retention, about hourly, in small batches. Returns the way to stop. */
export function startRetention(options: RetentionOptions): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const { signal } = stopping

  async function run(): Promise<void> {
    for (;;) {
      await delay(HOUR * (0.5 + Math.random()), undefined, { signal, ref: false })
      await removeOld(options, signal).catch((error: unknown) => {
        if (!signal.aborted) {
          options.logger.warn(`Old events were not removed, next try in an hour: ${reasonOf(error)}.`)
        }
      })
    }
  }
  const running = run().catch(() => undefined) // ends by being aborted
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}

/** Removes everything past its retention and says how many rows that were. A sequence's last number stays. */
export async function removeOld(
  { pool, outboxDays = 14, inboxDays = 30 }: Omit<RetentionOptions, 'logger'>,
  signal?: AbortSignal,
): Promise<number> {
  let removed = 0
  for (const [statement, days] of [
    [OLD_SENT, outboxDays],
    [OLD_HANDLED, inboxDays],
  ] as const) {
    let batch = BATCH
    while (batch === BATCH) {
      signal?.throwIfAborted()
      batch = (await pool.query(statement, [days])).rowCount ?? 0
      removed += batch
    }
  }
  return removed
}
