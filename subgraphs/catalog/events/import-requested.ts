import { subscribe, type Subscription } from '@tradewind/events'
import { catalog } from '@tradewind/events/contracts'
import type { Transaction } from '../data/database.ts'
import { findImport, finishImport, loadContent } from '../data/imports.ts'
import { bytesOf } from '../import/bytes.ts'
import { runImport, type ImportTools } from '../import/run-import.ts'

/**
 * Works a product file off that came through the API. The work itself commits product by product, and goes on where it
 * stopped when the event is delivered again; only its end belongs to the event.
 */
export const importRequested = (tools: ImportTools): Subscription<Transaction> =>
  subscribe<{ importId: string }, Transaction, string | null>(catalog.importRequested, {
    async before({ data: { importId } }) {
      const report = await findImport(tools.database, importId)
      const content = await loadContent(tools.database, importId)
      if (!report || content === null) return null
      return runImport({ importId, currencyCode: report.currencyCode, open: () => bytesOf(content) }, tools)
    },
    async handle({ data: { importId } }, tx, failure) {
      await finishImport(tx, importId, failure, tools.clock())
    },
  })
