import { newId } from '@tradewind/service'
import { findImport, finishImport, insertImport, type ImportReport } from '../data/imports.ts'
import { runImport, type ImportTools } from '../import/run-import.ts'
import { pieces } from './file.ts'
import type { Shop } from './shop.ts'

/** Takes files in without the queue in between. */
export interface Importer {
  /** Works a file off, to its end or until `tools.signal` stops it; gives the report. */
  import(content: string, tools?: Partial<ImportTools>): Promise<ImportReport>
  /** Goes on with an import. */
  resume(id: string, content: string, tools?: Partial<ImportTools>): Promise<ImportReport>
  /** The lines of a report with the reason they were rejected for, else the outcome. */
  rows(id: string): Promise<[line: number, outcome: string][]>
}

export function createImporter({ database }: Pick<Shop, 'database'>): Importer {
  const clock = () => new Date()
  const resume: Importer['resume'] = async (id, content, more = {}) => {
    const tools = { database, newId, clock, ...more }
    const failure = await runImport(
      { importId: id, currencyCode: 'EUR', open: () => pieces(content, 1_000) },
      tools,
    )
    await finishImport(database.prisma, id, failure, clock())
    return (await findImport(database, id))!
  }
  return {
    resume,
    async import(content, more) {
      const id = newId()
      await insertImport(database.prisma, {
        id,
        fileName: 'test.csv',
        currencyCode: 'EUR',
        content: null,
        now: clock(),
      })
      return resume(id, content, more)
    },
    async rows(id) {
      const rows = await database.prisma.productImportRow.findMany({
        where: { importId: id },
        orderBy: { line: 'asc' },
      })
      return rows.map(({ line, outcome, reason }) => [line, reason ?? outcome])
    },
  }
}
