import { subscribe } from '@tradewind/events'
import { ordering } from '@tradewind/events/contracts'
import type { Transaction } from '../data/database.ts'
import { advance } from '../data/reservation-process.ts'
import type { HandlerServices } from './subscriptions.ts'

/** An order was placed: hold every line of it, or none. */
export const onOrderPlaced = ({ clock, holdFor }: HandlerServices) =>
  subscribe(ordering.orderPlaced, ({ data: { orderId, lines } }, tx: Transaction) =>
    advance(tx, orderId, { type: 'placed', lines }, { at: clock(), holdFor }),
  )
