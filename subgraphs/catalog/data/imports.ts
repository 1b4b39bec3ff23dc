import type { Page } from '@tradewind/service'
import type { Database, Transaction } from './database.ts'
import type { ProductImport, ProductImportOutcome, ProductImportRow } from './generated/client.ts'

export type { ProductImport, ProductImportOutcome, ProductImportRow }

/** An import without the file itself, which may be large. */
export type ImportReport = Omit<ProductImport, 'content'>

/** How many of a report's rows there are in all. */
export const rowsRead = ({ created, updated, unchanged, rejected }: ImportReport): number =>
  created + updated + unchanged + rejected

/** What became of a row, as it goes into the report. */
export type RowOutcome = Omit<ProductImportRow, 'importId'>

/** Reports are kept for this long. */
const KEEP_DAYS = 90

export interface NewImport {
  readonly id: string
  readonly fileName: string
  readonly currencyCode: string
  /** The file, if this import is to be worked off from the database. */
  readonly content: string | null
  readonly now: Date
}

/** Takes in a file, and forgets an old report: one at a time, for it may have a million rows. */
export async function insertImport(
  tx: Transaction,
  { now, content, ...rest }: NewImport,
): Promise<ImportReport> {
  const outdated = { lt: new Date(now.getTime() - KEEP_DAYS * 86_400_000) }
  const oldest = await tx.productImport.findFirst({
    // Those of a command that was killed never finish.
    where: { OR: [{ finishedAt: outdated }, { finishedAt: null, requestedAt: outdated }] },
    orderBy: { requestedAt: 'asc' },
    select: { id: true },
  })
  if (oldest) await tx.productImport.deleteMany({ where: { id: oldest.id } })
  return tx.productImport.create({
    data: { ...rest, content, state: content === null ? 'RUNNING' : 'QUEUED', requestedAt: now },
    omit: { content: true },
  })
}

export const findImport = ({ prisma }: Pick<Database, 'prisma'>, id: string): Promise<ImportReport | null> =>
  prisma.productImport.findFirst({ where: { id }, omit: { content: true } })

export async function loadContent({ prisma }: Database, id: string): Promise<string | null> {
  const found = await prisma.productImport.findUnique({ where: { id }, select: { content: true } })
  return found?.content ?? null
}

/** Notes that an import is under way, and how many rows its file has. */
export async function startImport({ prisma }: Database, id: string, rowsTotal: number): Promise<void> {
  await prisma.productImport.updateMany({
    where: { id, finishedAt: null },
    data: { state: 'RUNNING', rowsTotal },
  })
}

/** Another worker has gone on with the same import, so this one must not. */
export class ImportOvertakenError extends Error {
  override readonly name = 'ImportOvertakenError'
  constructor() {
    super('Another process is working this import off.')
  }
}

/**
 * Reports rows as worked off, in the transaction that works them off: the report never says more or less than what has
 * happened. `done` is how many rows were reported before; if it is not, another worker has overtaken this one.
 * @throws ImportOvertakenError
 */
export async function reportRows(
  tx: Transaction,
  importId: string,
  done: number,
  rows: readonly RowOutcome[],
): Promise<void> {
  if (rows.length === 0) return
  const count = (outcome: ProductImportOutcome) => rows.filter((row) => row.outcome === outcome).length
  const reported = await tx.$executeRaw`
    WITH moved AS (
      UPDATE product_import SET
        created = created + ${count('CREATED')}, updated = updated + ${count('UPDATED')},
        unchanged = unchanged + ${count('UNCHANGED')}, rejected = rejected + ${count('REJECTED')}
      WHERE id = ${importId}::uuid AND created + updated + unchanged + rejected = ${done}
      RETURNING id
    )
    INSERT INTO product_import_row (import_id, line, handle, outcome, reason)
    SELECT moved.id, line, handle, outcome, reason
    FROM moved, jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS row(line int, handle text, outcome product_import_outcome, reason text)`
  if (reported === 0) throw new ImportOvertakenError()
}

/** Closes an import: completed, or failed with the reason. Its file is forgotten. */
export async function finishImport(
  tx: Transaction,
  id: string,
  failure: string | null,
  now: Date,
): Promise<void> {
  await tx.productImport.updateMany({
    where: { id, finishedAt: null },
    data: { state: failure === null ? 'COMPLETED' : 'FAILED', failure, content: null, finishedAt: now },
  })
}

/** The rows of a page of a report, `limit + 1` of them, in the order they are to be fetched. */
export const listRows = (
  { prisma }: Pick<Database, 'prisma'>,
  importId: string,
  outcome: ProductImportOutcome | undefined,
  { limit, backward, cursor }: Page<number>,
): Promise<ProductImportRow[]> =>
  prisma.productImportRow.findMany({
    where: {
      importId,
      ...(outcome && { outcome }),
      ...(cursor !== null && { line: backward ? { lt: cursor } : { gt: cursor } }),
    },
    orderBy: { line: backward ? 'desc' : 'asc' },
    take: limit + 1,
  })
