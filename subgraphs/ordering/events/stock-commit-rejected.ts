import { subscribe } from '@tradewind/events'
import { inventory } from '@tradewind/events/contracts'
import { advanceOrder } from '../data/advance-order.ts'
import type { Transaction } from '../data/database.ts'
import type { Clock } from '../domain/steps.ts'

/** The reservation had expired and its stock is gone: the order ends, its payment is given back. */
export const onStockCommitRejected = (clock: () => Clock) =>
  subscribe(inventory.stockCommitRejected, ({ data }, tx: Transaction) =>
    advanceOrder(tx, data.orderId, { kind: 'StockCommitRejected', shortages: data.shortages }, clock()),
  )
