import type { Order, RequestedCancellation } from './order.ts'
import { cancelled, moved, refused, type Moved, type Refused } from './outcome.ts'

export type CommandOutcome = Moved | Refused

/** Calls off an order that has not been shipped, whatever its process waits for. */
export function cancel(
  { state }: Order,
  { reason, note }: { readonly reason: RequestedCancellation; readonly note: string | null },
): CommandOutcome {
  switch (state.status) {
    case 'PLACED':
    case 'RESERVED':
    case 'AUTHORISED':
    case 'CONFIRMED':
      return cancelled(reason, note)
    case 'SHIPPED':
    case 'DELIVERED':
    case 'REJECTED':
    case 'CANCELLED':
      return refused(state.status)
    default: {
      const _never: never = state
      return _never
    }
  }
}

/** The parcel of a confirmed order leaves. */
export const ship = (
  { state }: Order,
  { carrier, trackingNumber }: { readonly carrier: string; readonly trackingNumber: string | null },
  now: Date,
): CommandOutcome =>
  state.status === 'CONFIRMED'
    ? moved(
        { status: 'SHIPPED', shipment: { carrier, trackingNumber, shippedAt: now } },
        { kind: 'OrderShipped' },
      )
    : refused(state.status)

/** The parcel of a shipped order arrives. */
export const deliver = ({ state }: Order, now: Date): CommandOutcome =>
  state.status === 'SHIPPED'
    ? moved({ status: 'DELIVERED', shipment: state.shipment, deliveredAt: now }, { kind: 'OrderDelivered' })
    : refused(state.status)
