import type { EventDefinition } from '../definition.ts'
import { createEvent, type IntegrationEvent } from '../envelope.ts'
import { publish, type Publication } from '../outbox/publish.ts'
import type { SqlTransaction } from '../outbox/sql.ts'
import { siblingId } from './sibling-id.ts'
import { refuseUnrelated } from './unrelated.ts'

/** A version of an event, and the fact as that version tells it. */
export type Telling<Data> = readonly [definition: EventDefinition<Data>, data: NoInfer<Data>]

/**
 * Publishes one fact in several versions of its event, if, and only if, the transaction commits: each subscriber gets
 * the versions that it is bound to, and with `subscribeVersions` acts on one of them. All have the same sequence and
 * time. Costs two statements.
 * @throws InvalidEventError when the data of any version is not what its definition says; nothing is written.
 */
export async function publishVersions<Data extends readonly unknown[]>(
  tx: SqlTransaction,
  { subject, deliverAt }: Omit<Publication<never>, 'data'>,
  ...tellings: { [Version in keyof Data]: Telling<Data[Version]> }
): Promise<{ [Version in keyof Data]: IntegrationEvent<Data[Version]> }> {
  const [first, ...others] = tellings as readonly Telling<unknown>[]
  if (!first) throw new Error('publishVersions needs a version to publish.')
  refuseUnrelated((tellings as readonly Telling<unknown>[]).map(([definition]) => definition))
  for (const [definition, data] of others) createEvent(definition, { subject, data }) // throws before anything is written

  const [definition, data] = first
  const published = await publish(tx, definition, { subject, data, ...(deliverAt && { deliverAt }) })
  const siblings = others.map(([other, otherData]) => {
    const { sequence, traceparent } = published
    const id = siblingId(published.id, definition.version, other.version)
    const time = new Date(published.time)
    return createEvent(other, {
      subject,
      data: otherData,
      id,
      time,
      sequence,
      ...(traceparent && { traceparent }),
    })
  })
  if (siblings.length > 0) await writeSiblings(tx, siblings, deliverAt)
  return [published, ...siblings] as unknown as { [Version in keyof Data]: IntegrationEvent<Data[Version]> }
}

/** The first version has taken the sequence and notified the relay: the others only join it. */
async function writeSiblings(
  tx: SqlTransaction,
  siblings: readonly IntegrationEvent[],
  deliverAt: Date | undefined,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO outbox_event (id, type, subject, sequence, time, data, traceparent, deliver_at)
    SELECT id, type, subject, sequence, time, data, traceparent, ${deliverAt?.toISOString() ?? null}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(siblings)}::jsonb) AS event(
      id uuid, type text, subject text, sequence int, time timestamptz, data jsonb, traceparent text)`
}
