import type { Subscription } from '@tradewind/events'
import type { Transaction } from '../data/database.ts'
import { onOrderAuthorised } from './order-authorised.ts'
import { onOrderCancelled, onOrderRejected } from './order-ended.ts'
import { onOrderPlaced } from './order-placed.ts'
import { onReservationDue } from './reservation-due.ts'
import { onStockStated } from './stock-stated.ts'

/** What the handlers need beside the transaction they run in. */
export interface HandlerServices {
  readonly clock: () => Date
  /** How long stock is held for an order, in milliseconds. */
  readonly holdFor: number
}

/** Everything inventory listens to. */
export const subscriptions = (services: HandlerServices): Subscription<Transaction>[] => [
  onStockStated(services),
  onOrderPlaced(services),
  onOrderAuthorised(services),
  onOrderCancelled(services),
  onOrderRejected(services),
  onReservationDue(services),
]
