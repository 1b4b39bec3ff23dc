import { subscribe } from '@tradewind/events'
import { catalog } from '@tradewind/events/contracts'
import type { Transaction } from '../data/database.ts'
import { forgetProduct } from '../data/offers.ts'

/** What is no longer in catalog cannot be ordered. Orders keep the names and prices they were placed with. */
export const onProductDeleted = subscribe(catalog.productDeleted, ({ data, sequence }, tx: Transaction) =>
  forgetProduct(tx, data.productId, sequence),
)
