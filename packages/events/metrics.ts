import type { Pool } from 'pg'
import { Counter, Gauge, Histogram } from 'prom-client'

export const publishedTotal = new Counter({
  name: 'tradewind_events_published_total',
  help: 'Events handed over from the outbox to the queues of their subscribers.',
  labelNames: ['type'],
})

export const handledTotal = new Counter({
  name: 'tradewind_events_handled_total',
  help: 'Events handled, each once.',
  labelNames: ['type'],
})

export const duplicatesTotal = new Counter({
  name: 'tradewind_events_duplicates_total',
  help: 'Deliveries of events that had been handled before, and did nothing.',
  labelNames: ['type'],
})

export const failedTotal = new Counter({
  name: 'tradewind_events_failed_total',
  help: 'Failed attempts to handle an event; those with final="true" left it in the failed set.',
  labelNames: ['type', 'final'],
})

export const handlingSeconds = new Histogram({
  name: 'tradewind_event_handling_seconds',
  help: 'Seconds that one attempt to handle an event took.',
  labelNames: ['type'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
})

export const scheduledRunsTotal = new Counter({
  name: 'tradewind_scheduled_runs_total',
  help: 'Attempts to run scheduled work: done, failed, or skipped because the run before was still under way.',
  labelNames: ['schedule', 'outcome'],
})

/** The outboxes that this process relays (one, but in tests), by the subgraph's name. */
const outboxes = new Map<string, Pool>()

const unsentEvents = new Gauge({
  name: 'tradewind_outbox_unsent_events',
  help: 'Events in the outbox that no queue has got yet.',
  labelNames: ['subgraph'],
  collect: measureOutboxes,
})

const oldestUnsentSeconds = new Gauge({
  name: 'tradewind_outbox_oldest_unsent_seconds',
  help: 'Age of the oldest event in the outbox that no queue has got yet; 0 when there is none.',
  labelNames: ['subgraph'],
})

/** Measures a subgraph's outbox whenever metrics are collected. Returns the way to stop. */
export function watchOutbox(subgraph: string, pool: Pool): () => void {
  outboxes.set(subgraph, pool)
  return () => {
    outboxes.delete(subgraph)
    unsentEvents.remove({ subgraph })
    oldestUnsentSeconds.remove({ subgraph })
  }
}

async function measureOutboxes(): Promise<void> {
  await Promise.all([...outboxes].map(([subgraph, pool]) => measureOutbox(subgraph, pool)))
}

async function measureOutbox(subgraph: string, pool: Pool): Promise<void> {
  const statement = `
    SELECT count(*)::int AS count, coalesce(extract(epoch FROM now() - min(time)), 0)::float AS age
    FROM outbox_event WHERE sent_at IS NULL`
  try {
    const [lag] = (await pool.query<{ count: number; age: number }>(statement)).rows
    if (outboxes.get(subgraph) !== pool) return // no longer watched: a figure set now would stay
    unsentEvents.set({ subgraph }, lag!.count)
    oldestUnsentSeconds.set({ subgraph }, lag!.age)
  } catch {
    // No figure rather than an old one: an alert on its absence is an alert on the database.
    unsentEvents.remove({ subgraph })
    oldestUnsentSeconds.remove({ subgraph })
  }
}
