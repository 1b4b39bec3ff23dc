import type { SqlTransaction } from '../outbox/sql.ts'
import { duplicatesTotal, handledTotal, handlingSeconds } from '../metrics.ts'
import type { Subscription } from '../subscribe.ts'
import { handleOnce, type EventDatabase } from './handle-once.ts'

/** No handler is known for an event, as in a process older than the one that asked for it: another may have one. */
export class UnknownEventError extends Error {
  override readonly name = 'UnknownEventError'

  constructor(type: string) {
    super(`There is no subscription to ${type} here. Add one, or end the old one with unsubscribe().`)
  }
}

export interface ReceiverOptions<Tx> {
  readonly prisma: EventDatabase<Tx>
  readonly subscriptions: readonly Subscription<Tx>[]
  /** For tests of the crash window: called after the handler's transaction, before the queue knows. */
  readonly afterCommit?: ((outcome: 'handled' | 'duplicate') => void | Promise<void>) | undefined
}

/**
 * What the worker does with each job: finds the subscription and handles the event once.
 * @throws Error when an event has two subscriptions: its inbox row would let only one of them run.
 */
export function createReceiver<Tx extends SqlTransaction>(
  options: ReceiverOptions<Tx>,
): (received: unknown) => Promise<void> {
  const byType = new Map<string, Subscription<Tx>>()
  for (const subscription of options.subscriptions) {
    const { type } = subscription.definition
    if (byType.has(type)) throw new Error(`${type} is subscribed to twice: join the two handlers in one.`)
    byType.set(type, subscription)
  }

  return async (received) => {
    const type = String((received as { type?: unknown } | null)?.type)
    const subscription = byType.get(type)
    if (!subscription) throw new UnknownEventError(type)
    const stopTimer = handlingSeconds.startTimer({ type })
    try {
      const outcome = await handleOnce(options.prisma, subscription, received)
      await options.afterCommit?.(outcome)
      const total = outcome === 'handled' ? handledTotal : duplicatesTotal
      total.inc({ type })
    } finally {
      stopTimer()
    }
  }
}
