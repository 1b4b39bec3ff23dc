import { toHandle } from './handle.ts'
import type { Column, Header } from './shopify-columns.ts'

/** A row of a product file, not yet understood. */
export interface FileRow {
  /** The line at which it starts; the header is line 1. */
  readonly line: number
  /** What its product is known by, as handles are written; empty if it says none. */
  readonly handle: string
  readonly header: Header
  readonly cells: readonly string[]
  /** Why nothing in the row can be relied on; null if it can. */
  readonly fault: string | null
}

/** Takes up a row as it was split into cells. */
export function toRow(header: Header, cells: readonly string[], line: number): FileRow {
  const handle = toHandle((cells[header.places.get('handle')!] ?? '').trim())
  return { line, handle, header, cells, fault: faultOf(header, cells, handle) }
}

function faultOf(header: Header, cells: readonly string[], handle: string): string | null {
  const surplus = cells.slice(header.width).some((cell) => cell.trim() !== '')
  if (surplus) {
    return (
      `The row has ${cells.length} values, the header has ${header.width}: ` +
      'put quotation marks around values that contain a comma.'
    )
  }
  if (cells.some((cell) => cell.includes('\uFFFD'))) {
    return 'The row has characters that are not UTF-8; save the file as "CSV UTF-8".'
  }
  if (cells.some((cell) => cell.includes('\0'))) return 'The row has a NUL character, which is not text.'
  if (handle === '') return 'The row has no handle, so it is not known which product it belongs to.'
  return null
}

/** What a row says in a column: without surrounding space, empty if nothing, undefined if the file lacks the column. */
export function valueOf(row: FileRow, column: Column): string | undefined {
  const place = row.header.places.get(column)
  return place === undefined ? undefined : (row.cells[place] ?? '').trim()
}

/** What a row says in a column, or null if nothing. */
export const textOf = (row: FileRow, column: Column): string | null => valueOf(row, column) || null
