import type { Database } from '../data/database.ts'
import { findImport, rowsRead, startImport, type ImportReport } from '../data/imports.ts'
import { UnreadableFileError } from '../domain/shopify-columns.ts'
import { groupRows, size, type RowGroup } from './group-rows.ts'
import { readRows } from './read-rows.ts'
import { surveyGroups } from './survey.ts'
import { Worker } from './work-off.ts'

/** How much is looked up together, and in memory at a time: until one of these is reached. */
const BATCH = { products: 50, rows: 500 }

/** A file to be taken in. */
export interface ImportJob {
  readonly importId: string
  readonly currencyCode: string
  /** Gives the bytes of the file from its beginning; called twice. */
  readonly open: () => AsyncIterable<Uint8Array>
}

export interface ImportTools {
  readonly database: Database
  readonly newId: () => string
  readonly clock: () => Date
  /** Stops the import between two products; what is done stays done, and reported. */
  readonly signal?: AbortSignal
  /** Told after each batch how far it is. */
  readonly onProgress?: (report: ImportReport) => void
}

/**
 * Works a file off, product by product. Each product commits together with its rows' entries in the report, so that
 * after a crash the same call goes on where it stopped, and the report stays true.
 * @returns why the file could not be read to its end; null if it could.
 * @throws the signal's reason when stopped; ImportOvertakenError if another process works on the same import.
 */
export async function runImport(job: ImportJob, tools: ImportTools): Promise<string | null> {
  const survey = await surveyGroups(groupRows(readRows(job.open())))
  await startImport(tools.database, job.importId, survey.rows)
  const report = await findImport(tools.database, job.importId)
  const done = report ? rowsRead(report) : 0
  const worker = new Worker(job, tools, survey.scattered, done)
  try {
    for await (const batch of batches(groupRows(readRows(job.open())), done)) {
      await worker.workOff(batch)
      const progress = tools.onProgress && (await findImport(tools.database, job.importId))
      if (progress) tools.onProgress?.(progress)
    }
    return null
  } catch (error) {
    if (error instanceof UnreadableFileError) return error.message
    throw error
  }
}

/** Groups by the batch, without the first `done` rows, which are whole groups. Where reading breaks off, the rest first. */
async function* batches(groups: AsyncIterable<RowGroup>, done: number): AsyncGenerator<RowGroup[]> {
  let skipped = 0
  let rows = 0
  let batch: RowGroup[] = []
  try {
    for await (const group of groups) {
      if (skipped < done) {
        skipped += size(group)
        continue
      }
      batch.push(group)
      rows += size(group)
      if (batch.length < BATCH.products && rows < BATCH.rows) continue
      yield batch
      batch = []
      rows = 0
    }
  } catch (error) {
    if (error instanceof UnreadableFileError && batch.length > 0) yield batch
    throw error
  }
  if (batch.length > 0) yield batch
}
