import { subscribe } from '@tradewind/events'
import { inventory } from '@tradewind/events/contracts'
import { advanceOrder } from '../data/advance-order.ts'
import type { Transaction } from '../data/database.ts'
import type { Clock } from '../domain/steps.ts'

/** Stock was held for nothing: the order ends, unless its payment has come meanwhile. */
export const onStockReservationExpired = (clock: () => Clock) =>
  subscribe(inventory.stockReservationExpired, ({ data }, tx: Transaction) =>
    advanceOrder(tx, data.orderId, { kind: 'StockReservationExpired' }, clock()),
  )
