import { toMinorUnits } from '@tradewind/service'
import type { Reading } from '../domain/shopify-product.ts'
import type { FileRow } from '../domain/shopify-row.ts'
import { cleanHtml } from '../html.ts'
import { groupRows, type RowGroup } from '../import/group-rows.ts'
import { readRows } from '../import/read-rows.ts'

/** How the tests read files: as the import does. */
export const reading: Reading = { cleanHtml, toMinorUnits: (amount) => toMinorUnits(amount, 'EUR') }

/** A text or bytes as they come from a disk, in pieces of a size. */
export async function* pieces(content: string | Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content)
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

/** The rows of a file as they come, before an error if there is one. */
export async function rowsOf(
  content: string | Uint8Array,
  size?: number,
): Promise<{ rows: FileRow[]; error: string | null }> {
  const rows: FileRow[] = []
  try {
    for await (const row of readRows(pieces(content, size))) rows.push(row)
    return { rows, error: null }
  } catch (error) {
    return { rows, error: (error as Error).message }
  }
}

/** The groups of a file. */
export async function groupsOf(content: string): Promise<RowGroup[]> {
  return Array.fromAsync(groupRows(readRows(pieces(content))))
}
