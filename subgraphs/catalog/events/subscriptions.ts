import type { Subscription } from '@tradewind/events'
import type { Transaction } from '../data/database.ts'
import type { ImportTools } from '../import/run-import.ts'
import { importRequested } from './import-requested.ts'

/** Every event the catalog acts on: only its own, of files to be taken in. */
export const subscriptions = (tools: ImportTools): Subscription<Transaction>[] => [importRequested(tools)]
