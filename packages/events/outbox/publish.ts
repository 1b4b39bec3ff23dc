import { currentTraceparent } from '@tradewind/service'
import type { EventDefinition } from '../definition.ts'
import { createEvent, type IntegrationEvent } from '../envelope.ts'
import type { SqlTransaction } from './sql.ts'

export interface Publication<Data> {
  /** The id of the aggregate the event is about. */
  readonly subject: string
  readonly data: Data
  /** Subscribers get it at this instant (a second late at worst when nothing is broken), not before. Default: at once. */
  readonly deliverAt?: Date
}

/**
 * Publishes an event if, and only if, the transaction commits. Costs one statement. The row of its subject's sequence
 * stays locked until then, so that two transactions number the events of one subject one after the other.
 * @throws InvalidEventError when the data is not what the definition says; nothing is written.
 */
export async function publish<Data>(
  tx: SqlTransaction,
  definition: EventDefinition<Data>,
  publication: Publication<Data>,
): Promise<IntegrationEvent<Data>> {
  const [event] = await publishAll(tx, definition, [publication])
  return event!
}

/** Publishes any number of events of one type, in the order given, in one statement. See `publish`. */
export async function publishAll<Data>(
  tx: SqlTransaction,
  definition: EventDefinition<Data>,
  publications: readonly Publication<Data>[],
): Promise<IntegrationEvent<Data>[]> {
  if (publications.length === 0) return []
  const traceparent = currentTraceparent()
  const events = publications.map(({ subject, data }) =>
    createEvent(definition, { subject, data, ...(traceparent && { traceparent }) }),
  )
  const rows = events.map((event, index) => ({
    ...event,
    ordinal: index,
    deliverAt: publications[index]!.deliverAt?.toISOString() ?? null,
  }))
  const sequences = new Map(
    (await writeRows(tx, JSON.stringify(rows))).map(({ id, sequence }) => [id, sequence]),
  )
  return events.map((event) => ({ ...event, sequence: sequences.get(event.id)! }))
}

/**
 * Subjects are locked in one order, whatever the order of the events, so that two batches do not deadlock.
 * pg_notify is cast because Prisma cannot read `void`; PostgreSQL sends one notification a transaction, on commit.
 */
const writeRows = (tx: SqlTransaction, rows: string) =>
  tx.$queryRaw<{ id: string; sequence: number }[]>`
    WITH event AS (
      SELECT *, count(*) OVER later AS following
      FROM jsonb_to_recordset(${rows}::jsonb) AS input(
        ordinal int, id uuid, type text, subject text, time timestamptz, data jsonb, traceparent text,
        "deliverAt" timestamptz)
      WINDOW later AS (PARTITION BY subject ORDER BY ordinal ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
    ), numbered AS (
      INSERT INTO outbox_sequence AS known (subject, last)
      SELECT subject, count(*) FROM event GROUP BY subject ORDER BY subject
      ON CONFLICT (subject) DO UPDATE SET last = known.last + excluded.last
      RETURNING subject, last
    ), written AS (
      INSERT INTO outbox_event (id, type, subject, sequence, time, data, traceparent, deliver_at)
      SELECT id, type, subject, last - following, time, data, traceparent, "deliverAt"
      FROM event JOIN numbered USING (subject) ORDER BY ordinal
      RETURNING id, sequence
    )
    SELECT id, sequence, pg_notify('tradewind_outbox', '')::text FROM written`
