import { transact, withSpan, type TransactionRunner } from '@tradewind/service'
import { parseEvent, type IntegrationEvent } from '../envelope.ts'
import type { SqlTransaction } from '../outbox/sql.ts'
import type { Subscription } from '../subscribe.ts'
import { idsOf, isFresh, noteHandled } from './note-handled.ts'

/** The part of a Prisma client that handling needs. */
export type EventDatabase<Tx> = TransactionRunner<Tx> & Pick<SqlTransaction, '$queryRaw'>

export type Outcome = 'handled' | 'duplicate'

/** An event that fits its contract, and what is subscribed to it. */
export interface Received<Tx> {
  readonly subscription: Subscription<Tx>
  readonly event: IntegrationEvent<never>
}

/**
 * Reads an event for a subscription.
 * @throws InvalidEventError when it does not fit the contract.
 */
export const receive = <Tx>(subscription: Subscription<Tx>, received: unknown): Received<Tx> => ({
  subscription,
  event: parseEvent(subscription.definition, received) as IntegrationEvent<never>,
})

/**
 * Handles an event unless it was handled before: the handler's changes and the event's inbox row commit together.
 * Two deliveries at the same time are safe; the second waits for the first. This is what the worker does with an event
 * that comes alone, and tests of a handler call it too.
 * @throws InvalidEventError, or what the handler threw; then nothing has changed.
 */
export async function handleOnce<Tx extends SqlTransaction>(
  prisma: EventDatabase<Tx>,
  subscription: Subscription<Tx>,
  received: unknown,
): Promise<Outcome> {
  return handleAlone(prisma, receive(subscription, received))
}

export async function handleAlone<Tx extends SqlTransaction>(
  prisma: EventDatabase<Tx>,
  received: Received<Tx>,
  subscriber?: string,
): Promise<Outcome> {
  const { subscription, event } = received
  return inSpan(event, subscriber, async () => {
    let prepared: unknown
    if (subscription.before) {
      if (await wasHandled(prisma, idsOf(received))) return 'duplicate'
      prepared = await subscription.before(event)
    }
    return transact(prisma, async (tx) => {
      if (!isFresh(received, await noteHandled(tx, [received]))) return 'duplicate'
      await subscription.handle(event, tx, prepared as never)
      return 'handled'
    })
  })
}

/** Does an event's work as part of the trace it was published in; where spans are collected it is one of the subscriber's. */
export const inSpan = <Result>(
  { id, type, traceparent }: IntegrationEvent<never>,
  subscriber: string | undefined,
  work: () => Promise<Result>,
): Promise<Result> =>
  withSpan(
    subscriber ?? '',
    `handle ${type}`,
    { 'messaging.operation.type': 'process', 'messaging.destination.name': type, 'messaging.message.id': id },
    traceparent,
    work,
  )

async function wasHandled(
  prisma: Pick<SqlTransaction, '$queryRaw'>,
  ids: readonly string[],
): Promise<boolean> {
  const rows = await prisma.$queryRaw<unknown[]>`
    SELECT 1 FROM inbox_event WHERE event_id = ANY(${ids}::uuid[])`
  return rows.length > 0
}
