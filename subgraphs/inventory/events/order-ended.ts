import { subscribe } from '@tradewind/events'
import { ordering } from '@tradewind/events/contracts'
import type { Transaction } from '../data/database.ts'
import { advance } from '../data/reservation-process.ts'
import type { HandlerServices } from './subscriptions.ts'

/** An order was called off: free what is held for it, put back what was sold. */
export const onOrderCancelled = (services: HandlerServices) =>
  subscribe(ordering.orderCancelled, ({ data }, tx: Transaction) => end(tx, data.orderId, services))

/** An order cannot be served: for its stock the same as if it had been called off. */
export const onOrderRejected = (services: HandlerServices) =>
  subscribe(ordering.orderRejected, ({ data }, tx: Transaction) => end(tx, data.orderId, services))

const end = (tx: Transaction, orderId: string, { clock, holdFor }: HandlerServices): Promise<void> =>
  advance(tx, orderId, { type: 'ended' }, { at: clock(), holdFor })
