/** The file cannot be read, or not any further; the message is a sentence for whoever made the file. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError'
}

/**
 * The columns of a Shopify product CSV that mean something here, by the names they have had: the classic ones, and those
 * of the template since 2025. Capitals make no difference. Any other column is left alone.
 */
const names = {
  handle: ['Handle', 'URL handle'],
  title: ['Title'],
  body: ['Body (HTML)', 'Description'],
  vendor: ['Vendor'],
  type: ['Type', 'Custom Product Type'],
  tags: ['Tags'],
  published: ['Published', 'Published on online store'],
  status: ['Status'],
  option1Name: ['Option1 Name'],
  option1Value: ['Option1 Value'],
  option2Name: ['Option2 Name'],
  option2Value: ['Option2 Value'],
  option3Name: ['Option3 Name'],
  option3Value: ['Option3 Value'],
  sku: ['Variant SKU', 'SKU'],
  barcode: ['Variant Barcode', 'Barcode', 'Variant Barcodes'],
  grams: ['Variant Grams', 'Weight value (grams)'],
  weight: ['Variant Weight'],
  weightUnit: ['Variant Weight Unit', 'Weight unit for display'],
  quantity: ['Variant Inventory Qty', 'Inventory quantity'],
  price: ['Variant Price', 'Price'],
  compareAtPrice: ['Variant Compare At Price', 'Compare-at price', 'Compare At Price'],
  imageSrc: ['Image Src', 'Product image URL'],
  imagePosition: ['Image Position'],
  imageAlt: ['Image Alt Text'],
} as const

export type Column = keyof typeof names

const columns = new Map<string, Column>(
  Object.entries(names).flatMap(([column, spellings]) =>
    spellings.map((name) => [name.toLowerCase(), column as Column] as const),
  ),
)
const required: readonly Column[] = ['handle', 'title']

/** Where the columns of one file are, and what the file calls them. */
export interface Header {
  readonly width: number
  readonly places: ReadonlyMap<Column, number>
  readonly names: ReadonlyMap<Column, string>
}

/** Reads the first row of a file. @throws UnreadableFileError if a column is missing or there twice. */
export function readHeader(cells: readonly string[]): Header {
  const places = new Map<Column, number>()
  const found = new Map<Column, string>()
  cells.forEach((cell, place) => {
    const name = cell.trim()
    const column = columns.get(name.toLowerCase())
    if (!column) return
    if (places.has(column)) {
      throw new UnreadableFileError(
        `The columns "${found.get(column)}" and "${name}" mean the same; leave out one of them.`,
      )
    }
    places.set(column, place)
    found.set(column, name)
  })
  const missing = required.filter((column) => !places.has(column)).map((column) => `"${names[column][0]}"`)
  if (missing.length > 0) {
    throw new UnreadableFileError(
      `The first row does not name the column${missing.length > 1 ? 's' : ''} ${missing.join(' and ')}; ` +
        'export the file as a Shopify product CSV, with its header row.',
    )
  }
  return { width: cells.length, places, names: found }
}

/** What a file calls a column, for sentences about it. */
export const nameOf = (header: Header, column: Column): string => header.names.get(column) ?? names[column][0]
