import { subscribe } from '@tradewind/events'
import { catalog } from '@tradewind/events/contracts'
import type { Transaction } from '../data/database.ts'
import { applyStatement } from '../data/stated-stock.ts'
import type { HandlerServices } from './subscriptions.ts'

/** A merchant's file stated how many pieces there are: that is now the level at the default location. */
export const onStockStated = ({ clock }: HandlerServices) =>
  subscribe(catalog.stockStated, ({ data, sequence }, tx: Transaction) =>
    applyStatement(tx, { ...data, sequence }, clock()),
  )
