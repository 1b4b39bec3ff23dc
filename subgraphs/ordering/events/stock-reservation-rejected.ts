import { subscribe } from '@tradewind/events'
import { inventory } from '@tradewind/events/contracts'
import { advanceOrder } from '../data/advance-order.ts'
import type { Transaction } from '../data/database.ts'
import type { Clock } from '../domain/steps.ts'

/** There is not enough stock: the order ends. */
export const onStockReservationRejected = (clock: () => Clock) =>
  subscribe(inventory.stockReservationRejected, ({ data }, tx: Transaction) =>
    advanceOrder(tx, data.orderId, { kind: 'StockReservationRejected', shortages: data.shortages }, clock()),
  )
