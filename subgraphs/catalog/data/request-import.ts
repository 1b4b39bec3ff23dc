import { publish } from '@tradewind/events'
import { catalog } from '@tradewind/events/contracts'
import { refuseInput } from '../domain/refusal.ts'
import { UnreadableFileError } from '../domain/shopify-columns.ts'
import { bytesOf } from '../import/bytes.ts'
import { readRows } from '../import/read-rows.ts'
import { change, type Database } from './database.ts'
import { insertImport, type ImportReport, type NewImport } from './imports.ts'

/**
 * Takes in a file to be worked off soon; the event to the catalog itself survives a restart.
 * @throws Refusal if the file's header cannot be read: then there is nothing to work off.
 */
export async function requestImport(
  database: Database,
  file: NewImport & { readonly content: string },
): Promise<ImportReport> {
  await refuseUnreadable(file.content)
  return change(database, async (tx) => {
    const report = await insertImport(tx, file)
    await publish(tx, catalog.importRequested, { subject: report.id, data: { importId: report.id } })
    return report
  })
}

/** Reads up to the first row, which comes after the header. */
async function refuseUnreadable(content: string): Promise<void> {
  if (content.includes('\0')) refuseInput('The file has NUL characters, which are not text.', 'content')
  try {
    for await (const _ of readRows(bytesOf(content))) return
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error
    refuseInput(error.message, 'content')
  }
}
