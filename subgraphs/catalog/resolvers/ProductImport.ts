import { readPage, toConnection } from '@tradewind/service'
import { z } from 'zod'
import { listRows, rowsRead } from '../data/imports.ts'
import type { ProductImportResolvers } from './generated/types.ts'

const lineKey = z.int().min(0)

export const ProductImport: ProductImportResolvers = {
  rowsRead: (report) => rowsRead(report),
  rows: async ({ id }, { outcome, ...paging }, { database }) => {
    const page = readPage(paging, lineKey, { max: 500 })
    const rows = await listRows(database, id, outcome ?? undefined, page)
    return toConnection(rows, page, ({ line }) => line)
  },
}
