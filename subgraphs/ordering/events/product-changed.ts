import { subscribe } from '@tradewind/events'
import { catalog } from '@tradewind/events/contracts'
import type { Transaction } from '../data/database.ts'
import { keepProduct } from '../data/offers.ts'

/** Orders are priced and named by this copy; catalog is never asked. */
export const onProductChanged = subscribe(catalog.productChanged, (event, tx: Transaction) =>
  keepProduct(tx, event),
)
