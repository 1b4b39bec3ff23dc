import type { SqlTransaction } from '../outbox/sql.ts'
import { inSpan, type EventDatabase, type Outcome, type Received } from './handle-once.ts'
import type { Together } from './in-groups.ts'
import { isFresh, noteHandled } from './note-handled.ts'

/**
 * Milliseconds that a group waits for a lock. It holds those of all its handlers, in the order its events came in, so
 * two groups may well want each other's: neither is to wait for PostgreSQL to notice (a second).
 */
const PATIENCE = 50

/**
 * Handles several events in one transaction, one handler after the other: each takes effect once, as with `handleOnce`,
 * for a share of the cost. All or none: whoever calls it must be ready to handle each of them alone.
 * @throws what a handler threw, or that a lock was not to be had soon; then nothing has changed.
 */
export async function handleTogether<Tx extends SqlTransaction>(
  prisma: EventDatabase<Tx>,
  group: readonly Received<Tx>[],
  subscriber?: string,
): Promise<Together<Outcome>> {
  return prisma.$transaction(
    async (tx) => {
      const noted = await noteHandled(tx, group, PATIENCE)
      const outcomes: Outcome[] = []
      const began = performance.now()
      for (const received of group) {
        const { subscription, event } = received
        if (isFresh(received, noted)) {
          await inSpan(event, subscriber, () => subscription.handle(event, tx, undefined as never))
          outcomes.push('handled')
        } else outcomes.push('duplicate')
      }
      return { outcomes, took: performance.now() - began }
    },
    { maxWait: 10_000, timeout: 20_000 },
  )
}
