import { limits } from '../domain/limits.ts'
import { UnreadableFileError } from '../domain/shopify-columns.ts'
import type { FileRow } from '../domain/shopify-row.ts'

/** A product has no more rows than variants and images; more come out in pieces, each of them at fault. */
const MOST_ROWS = limits.variants + limits.images

/** Rows to be worked off together: those of one handle that follow one another. */
export interface RowGroup {
  /** Empty if there are only strays. */
  readonly handle: string
  readonly rows: readonly FileRow[]
  /** Rows without a handle, met on the way. They are rejected by themselves and belong to no product. */
  readonly strays: readonly FileRow[]
  /** Why the rows cannot be a product, whatever they say; null if they can. */
  readonly fault: string | null
}

/**
 * Groups rows as they come. It holds one group at a time, and gives the same groups every time.
 * @throws what reading throws, after the rows that were read before.
 */
export async function* groupRows(rows: AsyncIterable<FileRow>): AsyncGenerator<RowGroup> {
  let group = emptyGroup('')
  try {
    for await (const row of rows) {
      const same = row.handle === group.handle
      const full = group.rows.length >= MOST_ROWS || group.strays.length >= MOST_ROWS
      if (full || (row.handle !== '' && group.handle !== '' && !same)) {
        const cut = full && same && row.handle !== ''
        yield cut ? { ...group, fault: tooManyRows } : group
        group = { ...emptyGroup(row.handle), fault: cut ? tooManyRows : null }
      }
      if (row.handle === '') group.strays.push(row)
      else group.rows.push(row)
      if (row.handle !== '') group.handle = row.handle
    }
  } catch (error) {
    if (error instanceof UnreadableFileError && size(group) > 0) yield { ...group, fault: brokenOff }
    throw error
  }
  if (size(group) > 0) yield group
}

const tooManyRows = `The product has more than ${MOST_ROWS} rows.`
const brokenOff = 'The file cannot be read beyond this product, so rows of it may be missing.'

interface OpenGroup extends RowGroup {
  handle: string
  rows: FileRow[]
  strays: FileRow[]
}

const emptyGroup = (handle: string): OpenGroup => ({ handle, rows: [], strays: [], fault: null })

/** How many rows a group has, strays included. */
export const size = ({ rows, strays }: RowGroup): number => rows.length + strays.length
