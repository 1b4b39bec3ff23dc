import { subscribe } from '@tradewind/events'
import { inventory } from '@tradewind/events/contracts'
import { advanceOrder } from '../data/advance-order.ts'
import type { Transaction } from '../data/database.ts'
import type { Clock } from '../domain/steps.ts'

/** The stock is sold: the order is certain. */
export const onStockCommitted = (clock: () => Clock) =>
  subscribe(inventory.stockCommitted, ({ data }, tx: Transaction) =>
    advanceOrder(tx, data.orderId, { kind: 'StockCommitted' }, clock()),
  )
