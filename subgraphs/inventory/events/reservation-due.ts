import { subscribe } from '@tradewind/events'
import { inventory } from '@tradewind/events/contracts'
import type { Transaction } from '../data/database.ts'
import { advance } from '../data/reservation-process.ts'
import type { HandlerServices } from './subscriptions.ts'

/** The time of a reservation is up: free what is still held. */
export const onReservationDue = ({ clock, holdFor }: HandlerServices) =>
  subscribe(inventory.stockReservationDue, ({ data: { orderId } }, tx: Transaction) => {
    const at = clock()
    return advance(tx, orderId, { type: 'due', now: at }, { at, holdFor })
  })
