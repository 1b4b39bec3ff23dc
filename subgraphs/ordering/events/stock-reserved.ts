import { subscribe } from '@tradewind/events'
import { inventory } from '@tradewind/events/contracts'
import { advanceOrder } from '../data/advance-order.ts'
import type { Transaction } from '../data/database.ts'
import type { Clock } from '../domain/steps.ts'

/** Stock is held: payment is asked for. */
export const onStockReserved = (clock: () => Clock) =>
  subscribe(inventory.stockReserved, ({ data }, tx: Transaction) =>
    advanceOrder(tx, data.orderId, { kind: 'StockReserved' }, clock()),
  )
