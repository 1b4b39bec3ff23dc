import { readShortages } from '../data/order-state.ts'
import type { CancellationReason, RejectionReason } from '../domain/order.ts'
import type {
  OrderCancellationResolvers,
  OrderRejectionResolvers,
  OrderShipmentResolvers,
  OrderShortageResolvers,
  OrderTransitionResolvers,
} from './generated/types.ts'

export const OrderTransition: OrderTransitionResolvers = {
  actor: ({ actorKind }) => actorKind,
}

export const OrderRejection: OrderRejectionResolvers = {
  reason: ({ rejectionReason }) => rejectionReason!,
  message: ({ rejectionReason }) => rejectionMessages[rejectionReason!],
  shortages: (order) => readShortages(order),
}

export const OrderShortage: OrderShortageResolvers = {
  variant: ({ variantId }) => ({ id: variantId }),
}

export const OrderCancellation: OrderCancellationResolvers = {
  reason: ({ cancellationReason }) => cancellationReason!,
  message: ({ cancellationReason }) => cancellationMessages[cancellationReason!],
  note: ({ cancellationNote }) => cancellationNote,
  // A cancelled order takes no further step.
  at: ({ updatedAt }) => updatedAt,
}

export const OrderShipment: OrderShipmentResolvers = {
  carrier: ({ carrier }) => carrier!,
  shippedAt: ({ shippedAt }) => shippedAt!,
}

const rejectionMessages: Readonly<Record<RejectionReason, string>> = {
  OUT_OF_STOCK: 'Some of what you ordered is no longer in stock. You have not been charged.',
  PAYMENT_DECLINED: 'Your payment was declined. You have not been charged; try another means of payment.',
}

const cancellationMessages: Readonly<Record<CancellationReason, string>> = {
  CUSTOMER_REQUEST: 'The order was cancelled at your request.',
  STAFF_DECISION: 'The shop cancelled the order.',
  RESERVATION_TIMED_OUT:
    'We could not check in time whether everything is in stock. You have not been charged.',
  RESERVATION_EXPIRED: 'The payment took longer than we can hold stock for. You have not been charged.',
  PAYMENT_TIMED_OUT: 'The payment was not confirmed in time. You have not been charged.',
  COMMIT_TIMED_OUT: 'We could not take the goods from stock in time. You have not been charged.',
}
