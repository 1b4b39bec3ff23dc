import type { SqlTransaction } from '../outbox/sql.ts'
import { duplicatesTotal, handledTotal, handlingSeconds } from '../metrics.ts'
import type { Subscription } from '../subscribe.ts'
import { handleAlone, receive, type EventDatabase, type Outcome, type Received } from './handle-once.ts'
import { handleTogether } from './handle-together.ts'
import { inGroups } from './in-groups.ts'

/** No handler is known for an event, as in a process older than the one that asked for it: another may have one. */
export class UnknownEventError extends Error {
  override readonly name = 'UnknownEventError'

  constructor(type: string) {
    super(`There is no subscription to ${type} here. Add one, or end the old one with unsubscribe().`)
  }
}

export interface ReceiverOptions<Tx> {
  /** Who receives, as its spans are to say. */
  readonly name: string
  readonly prisma: EventDatabase<Tx>
  readonly subscriptions: readonly Subscription<Tx>[]
  /** How many transactions there are at a time. */
  readonly concurrency: number
  /** How many events share a transaction at most, when there are more than transactions. */
  readonly groupSize: number
  /** For tests of the crash window: called after the handler's transaction, before the queue knows. */
  readonly afterCommit?: ((outcome: Outcome) => void | Promise<void>) | undefined
}

/**
 * What the worker does with each job: finds the subscription and handles the event once.
 * @throws Error when an event has two subscriptions: its inbox row would let only one of them run.
 */
export function createReceiver<Tx extends SqlTransaction>(
  options: ReceiverOptions<Tx>,
): (job: unknown) => Promise<void> {
  const byType = new Map<string, Subscription<Tx>>()
  for (const subscription of options.subscriptions) {
    const { type } = subscription.definition
    if (byType.has(type)) throw new Error(`${type} is subscribed to twice: join the two handlers in one.`)
    byType.set(type, subscription)
  }

  const { name, prisma, concurrency, groupSize } = options
  const handle = inGroups<Received<Tx>, Outcome>({
    lanes: concurrency,
    most: groupSize,
    joins: ({ subscription }) => !subscription.before, // work elsewhere is not for a transaction to wait for
    together: (group) => handleTogether(prisma, group, name),
    alone: (received) => handleAlone(prisma, received, name),
  })

  return async (job) => {
    const type = String((job as { type?: unknown } | null)?.type)
    const subscription = byType.get(type)
    if (!subscription) throw new UnknownEventError(type)
    const stopTimer = handlingSeconds.startTimer({ type })
    try {
      const outcome = await handle(receive(subscription, job))
      await options.afterCommit?.(outcome)
      const total = outcome === 'handled' ? handledTotal : duplicatesTotal
      total.inc({ type })
    } finally {
      stopTimer()
    }
  }
}
