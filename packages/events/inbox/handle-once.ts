import { transact, withTraceparent, type TransactionRunner } from '@tradewind/service'
import { parseEvent, type IntegrationEvent } from '../envelope.ts'
import type { SqlTransaction } from '../outbox/sql.ts'
import type { Subscription } from '../subscribe.ts'

/** The part of a Prisma client that handling needs. */
export type EventDatabase<Tx> = TransactionRunner<Tx> & Pick<SqlTransaction, '$queryRaw'>

/**
 * Handles an event unless it was handled before: the handler's changes and the event's inbox row commit together.
 * Two deliveries at the same time are safe; the second waits for the first. This is what the worker calls, and
 * tests of a handler call it too.
 * @throws InvalidEventError, or what the handler threw; then nothing has changed.
 */
export async function handleOnce<Tx extends SqlTransaction>(
  prisma: EventDatabase<Tx>,
  subscription: Subscription<Tx>,
  received: unknown,
): Promise<'handled' | 'duplicate'> {
  const event = parseEvent(subscription.definition, received) as IntegrationEvent<never>
  return withTraceparent(event.traceparent, async () => {
    // In one order, so that two versions of a fact that come at once wait for each other instead of deadlocking.
    const ids = [event.id, ...(subscription.siblings?.(event.id) ?? [])].toSorted()
    let prepared: unknown
    if (subscription.before) {
      if (await wasHandled(prisma, ids)) return 'duplicate'
      prepared = await subscription.before(event)
    }
    return transact(prisma, async (tx) => {
      const inserted = await tx.$executeRaw`
        INSERT INTO inbox_event (event_id, type)
        SELECT id, ${event.type} FROM unnest(${ids}::uuid[]) AS id ORDER BY id ON CONFLICT DO NOTHING`
      if (inserted < ids.length) return 'duplicate'
      await subscription.handle(event, tx, prepared as never)
      return 'handled'
    })
  })
}

async function wasHandled(
  prisma: Pick<SqlTransaction, '$queryRaw'>,
  ids: readonly string[],
): Promise<boolean> {
  const rows = await prisma.$queryRaw<unknown[]>`
    SELECT 1 FROM inbox_event WHERE event_id = ANY(${ids}::uuid[])`
  return rows.length > 0
}
