/** Rows of a product file by column, for tests: what is left out is empty. */
export type CsvRow = Partial<Record<(typeof classicColumns)[number], string>>

/** The columns of the classic export that mean something here, in its order, with a few that do not. */
export const classicColumns = [
  'Handle',
  'Title',
  'Body (HTML)',
  'Vendor',
  'Type',
  'Tags',
  'Published',
  'Option1 Name',
  'Option1 Value',
  'Option2 Name',
  'Option2 Value',
  'Option3 Name',
  'Option3 Value',
  'Variant SKU',
  'Variant Grams',
  'Variant Inventory Tracker',
  'Variant Inventory Qty',
  'Variant Price',
  'Variant Compare At Price',
  'Variant Barcode',
  'Image Src',
  'Image Position',
  'Image Alt Text',
  'Gift Card',
  'Variant Weight Unit',
] as const

/** A file of those rows. */
export function csv(
  rows: readonly Readonly<Record<string, string>>[],
  {
    columns = classicColumns,
    newline = '\n',
    delimiter = ',',
  }: { columns?: readonly string[]; newline?: string; delimiter?: string } = {},
): string {
  const line = (cells: readonly string[]) => cells.map((cell) => quoted(cell, delimiter)).join(delimiter)
  return [line(columns), ...rows.map((row) => line(columns.map((column) => row[column] ?? '')))]
    .map((text) => text + newline)
    .join('')
}

const quoted = (cell: string, delimiter: string): string =>
  cell.includes(delimiter) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell

/** A product of one variant, as the export writes it. */
export const simple = (handle: string, more: CsvRow = {}): CsvRow => ({
  Handle: handle,
  Title: `The ${handle}`,
  Published: 'true',
  'Option1 Name': 'Title',
  'Option1 Value': 'Default Title',
  'Variant Price': '9.99',
  ...more,
})
