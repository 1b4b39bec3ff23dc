import { subscribe } from '@tradewind/events'
import { ordering } from '@tradewind/events/contracts'
import type { Transaction } from '../data/database.ts'
import { advance } from '../data/reservation-process.ts'
import type { HandlerServices } from './subscriptions.ts'

/** An order's payment is authorised: sell what is held for it, or what is free if nothing is held any more. */
export const onOrderAuthorised = ({ clock, holdFor }: HandlerServices) =>
  subscribe(ordering.orderAuthorised, ({ data: { orderId, lines } }, tx: Transaction) =>
    advance(tx, orderId, { type: 'authorised', lines }, { at: clock(), holdFor }),
  )
