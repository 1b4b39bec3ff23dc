import { isId, transact } from '@tradewind/service'
import type { CommandOutcome } from '../domain/commands.ts'
import type { Actor, Order, OrderStatus } from '../domain/order.ts'
import type { Transaction } from './database.ts'
import type { Order as OrderRow, PrismaClient } from './generated/client.ts'
import { once, type IdempotentRequest } from './idempotency.ts'
import { lockOrder, saveMove, type LockedOrder } from './transitions.ts'

/** What somebody does to an order. */
export interface Change {
  readonly orderId: string
  /** As whom they do it to an order of that customer; null when they may not, and then the order is not found. */
  readonly actorOn: (customerId: string) => Actor | null
  readonly decide: (order: Order, actor: Actor) => CommandOutcome
  readonly at: Date
}

export type ChangeResult =
  | { readonly kind: 'changed'; readonly order: OrderRow }
  | { readonly kind: 'notFound' }
  | { readonly kind: 'refused'; readonly status: OrderStatus }

/** Changes an order on somebody's behalf. Of two changes at the same time, the second meets what the first left. */
export const changeOrder = (prisma: PrismaClient, change: Change): Promise<ChangeResult> =>
  withOrder(prisma, change, (tx, locked, actor) => apply(tx, locked, actor, change))

/** The same for what moves stock or money: asked for again with the same key and input, it is done once. */
export const changeOrderOnce = (
  prisma: PrismaClient,
  change: Change,
  request: Pick<IdempotentRequest, 'actorId' | 'key' | 'operation' | 'input'>,
): Promise<ChangeResult | { readonly kind: 'conflict' }> =>
  withOrder(prisma, change, async (tx, locked, actor) => {
    const result = await once(tx, { ...request, orderId: locked.row.id, at: change.at }, () =>
      apply(tx, locked, actor, change),
    )
    return result.kind === 'repeated' ? { kind: 'changed', order: locked.row } : result
  })

async function withOrder<Result>(
  prisma: PrismaClient,
  { orderId, actorOn }: Change,
  work: (tx: Transaction, locked: LockedOrder, actor: Actor) => Promise<Result>,
): Promise<Result | { readonly kind: 'notFound' }> {
  if (!isId(orderId)) return { kind: 'notFound' }
  return transact(prisma, async (tx: Transaction): Promise<Result | { readonly kind: 'notFound' }> => {
    const locked = await lockOrder(tx, orderId)
    const actor = locked && actorOn(locked.row.customerId)
    return locked && actor ? work(tx, locked, actor) : { kind: 'notFound' }
  })
}

async function apply(
  tx: Transaction,
  locked: LockedOrder,
  actor: Actor,
  { decide, at }: Change,
): Promise<ChangeResult> {
  const outcome = decide(locked.order, actor)
  if (outcome.kind === 'refused') return outcome
  return { kind: 'changed', order: await saveMove(tx, locked, outcome, { actor, at }) }
}
