import type { OrderStatus } from '../domain/order.ts'
import type {
  IdempotencyConflict,
  OrderNotCancellableError,
  OrderNotDeliverableError,
  OrderNotFoundError,
  OrderNotShippableError,
} from './generated/types.ts'

/** Also for somebody else's order: whether it exists is not for everybody to know. */
export const orderNotFound: OrderNotFoundError = {
  __typename: 'OrderNotFoundError',
  message: 'There is no such order.',
  path: ['orderId'],
}

export const idempotencyConflict: IdempotencyConflict = {
  __typename: 'IdempotencyConflict',
  message: 'This idempotency key was used for another request; make a new one.',
  path: ['idempotencyKey'],
}

export const notCancellable = (status: OrderStatus): OrderNotCancellableError => ({
  __typename: 'OrderNotCancellableError',
  message: `An order can be cancelled until it is shipped or has ended; this one is ${status}.`,
  path: ['orderId'],
  status,
})

export const notShippable = (status: OrderStatus): OrderNotShippableError => ({
  __typename: 'OrderNotShippableError',
  message: `Only a CONFIRMED order can be shipped; this one is ${status}.`,
  path: ['orderId'],
  status,
})

export const notDeliverable = (status: OrderStatus): OrderNotDeliverableError => ({
  __typename: 'OrderNotDeliverableError',
  message: `Only a SHIPPED order can be delivered; this one is ${status}.`,
  path: ['orderId'],
  status,
})
