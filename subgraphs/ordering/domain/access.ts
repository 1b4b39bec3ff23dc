import type { Actor, RequestedCancellation } from './order.ts'

/** Somebody who asks: who they are and what they may do beyond their own orders. */
export interface Asker {
  readonly id: string
  readonly scopes: ReadonlySet<string>
}

/** Whether somebody may see the orders of a customer: they are that customer, or may read everybody's. */
export const maySeeOrdersOf = (asker: Asker | null, customerId: string): boolean =>
  asker !== null && (asker.id === customerId || asker.scopes.has('orders:read'))

/** As whom somebody cancels an order of a customer (their own is their own even for staff); null when they may not. */
export function cancellerOf(asker: Asker, customerId: string): Actor | null {
  if (asker.id === customerId) return { kind: 'CUSTOMER', id: asker.id }
  return asker.scopes.has('orders:write') ? { kind: 'STAFF', id: asker.id } : null
}

/** The reason of a cancellation that names none. */
export const usualReason = (actor: Actor): RequestedCancellation =>
  actor.kind === 'CUSTOMER' ? 'CUSTOMER_REQUEST' : 'STAFF_DECISION'
