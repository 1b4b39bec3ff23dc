import { announce } from '@tradewind/service'
import type { Actor, Order, OrderState } from '../domain/order.ts'
import type { Moved } from '../domain/outcome.ts'
import type { Transaction } from './database.ts'
import type { Order as OrderRow } from './generated/client.ts'
import { toColumns, toState } from './order-state.ts'
import { publishOrderEvent } from './publish-order-event.ts'
import { orderTopic } from './topics.ts'

/** An order that nobody else changes until the transaction ends. */
export interface LockedOrder {
  readonly row: OrderRow
  readonly order: Order
}

/** Locks an order and reads it; null when there is none. Whoever changes an order goes through here. */
export async function lockOrder(tx: Transaction, id: string): Promise<LockedOrder | null> {
  await tx.$executeRaw`SELECT FROM "order" WHERE id = ${id}::uuid FOR UPDATE`
  const row = await tx.order.findUnique({
    where: { id },
    include: { lines: { select: { variantId: true, quantity: true }, orderBy: { position: 'asc' } } },
  })
  if (!row) return null
  const { customerId, lines, total, currencyCode } = row
  return { row, order: { id, customerId, lines, total, currencyCode, state: toState(row) } }
}

/** Writes an order's new state, the step in its history, the events that tell of it, and tells who watches it. */
export async function saveMove(
  tx: Transaction,
  { row }: LockedOrder,
  { state, events }: Moved,
  { actor, at }: { readonly actor: Actor; readonly at: Date },
): Promise<OrderRow> {
  const version = row.version + 1
  const saved = await tx.order.update({
    where: { id: row.id, version: row.version },
    data: { ...toColumns(state), version, updatedAt: at },
  })
  await tx.orderTransition.create({
    data: { orderId: row.id, version, from: row.status, at, ...historyOf(state, actor) },
  })
  for (const event of events) await publishOrderEvent(tx, row, event)
  await announce(tx, orderTopic(row.id))
  return saved
}

/** What the history keeps of a step. */
export const historyOf = (state: OrderState, actor: Actor) => ({
  to: state.status,
  reason: 'reason' in state ? state.reason : null,
  note: 'note' in state ? state.note : null,
  actorKind: actor.kind,
  actorId: 'id' in actor ? actor.id : null,
})
