import { limits } from './limits.ts'
import type { Image } from './product.ts'
import { nameOf } from './shopify-columns.ts'
import { textOf, type FileRow } from './shopify-row.ts'
import { atMost, RowFault, short } from './shopify-variant.ts'

interface FileImage extends Omit<Image, 'id'> {
  readonly position: number
}

/** The images that a product's rows state, by their positions, then in the order of the file. */
export function readImages(
  rows: readonly FileRow[],
  attempt: (row: FileRow, read: () => FileImage | null) => FileImage | null | undefined,
): Omit<Image, 'id'>[] {
  const images = new Map<string, FileImage>()
  for (const row of rows) {
    const image = attempt(row, () => readImage(row))
    if (image && !images.has(image.url)) images.set(image.url, image)
  }
  return [...images.values()]
    .toSorted((a, b) => a.position - b.position)
    .map(({ url, alt }) => ({ url, alt }))
}

function readImage(row: FileRow): FileImage | null {
  const url = textOf(row, 'imageSrc')
  if (url === null) return null
  if (!isWebAddress(atMost(row, 'imageSrc', url, limits.url))) {
    throw new RowFault(`${nameOf(row.header, 'imageSrc')} "${short(url)}" is not an http or https address.`)
  }
  const position = textOf(row, 'imagePosition') ?? '999999'
  if (!/^\d{1,6}$/.test(position)) {
    throw new RowFault(`${nameOf(row.header, 'imagePosition')} "${short(position)}" is not a whole number.`)
  }
  const alt = textOf(row, 'imageAlt')
  return { url, alt: alt && atMost(row, 'imageAlt', alt, limits.alt), position: Number(position) }
}

/** Whether a picture may be loaded from there. */
export function isWebAddress(url: string): boolean {
  return /^https?:$/.test(URL.parse(url)?.protocol ?? '')
}
