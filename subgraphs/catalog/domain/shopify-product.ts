import { distinctTags } from './change-product.ts'
import { limits } from './limits.ts'
import type { Image } from './product.ts'
import { nameOf, type Column } from './shopify-columns.ts'
import { readImages } from './shopify-images.ts'
import { textOf, valueOf, type FileRow } from './shopify-row.ts'
import {
  atMost,
  readVariant,
  RowFault,
  short,
  statesVariant,
  type FileVariant,
  type ToMinorUnits,
} from './shopify-variant.ts'

/** A product as the rows of a file state it. What is undefined the file says nothing about. */
export interface FileProduct {
  readonly handle: string
  readonly title: string
  readonly descriptionHtml: string | undefined
  readonly description: string | undefined
  readonly vendor: string | null | undefined
  readonly type: string | null | undefined
  readonly tags: readonly string[] | undefined
  readonly published: boolean | undefined
  readonly optionNames: readonly string[]
  readonly variants: readonly FileVariant[]
  readonly images: readonly Omit<Image, 'id'>[]
}

/** What reading needs from outside. */
export interface Reading {
  readonly toMinorUnits: ToMinorUnits
  /** Makes HTML safe to show, and its text. */
  readonly cleanHtml: (html: string) => { readonly html: string; readonly text: string }
}

/** A product, or why not: the sentence about each faulty row, by its line. */
export type ReadProduct =
  | { readonly ok: true; readonly product: FileProduct }
  | { readonly ok: false; readonly faults: ReadonlyMap<number, string> }

/** Reads the rows of one handle. One bad row spoils the product, so that it is never half in the shop. */
export function readProduct(rows: readonly FileRow[], reading: Reading): ReadProduct {
  const faults = new Map<number, string>()
  const attempt = <Value>(row: FileRow, read: () => Value): Value | undefined => {
    try {
      if (row.fault !== null) throw new RowFault(row.fault)
      return read()
    } catch (error) {
      if (!(error instanceof RowFault)) throw error
      faults.set(row.line, faults.get(row.line) ?? error.message)
      return undefined
    }
  }
  const first = rows[0]!
  const details = attempt(first, () => readDetails(first, reading))
  const optionNames = attempt(first, () => readOptionNames(first, rows))
  if (details && optionNames) {
    for (const row of rows.slice(1)) attempt(row, () => agree(row, first, optionNames))
  }
  const variants = rows
    .filter((row) => row === first || statesVariant(row))
    .map((row) => attempt(row, () => readVariant(row, optionNames ?? [], reading.toMinorUnits)))
  const images = readImages(rows, attempt)
  if (faults.size > 0 || !details || !optionNames) return { ok: false, faults }
  return {
    ok: true,
    product: {
      ...details,
      handle: first.handle,
      optionNames,
      variants: variants.filter((variant) => variant !== undefined),
      images,
    },
  }
}

type Details = Pick<
  FileProduct,
  'title' | 'descriptionHtml' | 'description' | 'vendor' | 'type' | 'tags' | 'published'
>

function readDetails(row: FileRow, { cleanHtml }: Reading): Details {
  const title = textOf(row, 'title')
  if (title === null) {
    throw new RowFault(`${nameOf(row.header, 'title')} is empty in the first row of the product.`)
  }
  const body = valueOf(row, 'body')
  const description =
    body === undefined ? undefined : cleanHtml(atMost(row, 'body', body, limits.descriptionHtml))
  return {
    title: atMost(row, 'title', title, limits.title),
    descriptionHtml: description?.html,
    description: description?.text,
    vendor: readName(row, 'vendor'),
    type: readName(row, 'type'),
    tags: readTags(row),
    published: readPublished(row),
  }
}

function readName(row: FileRow, column: 'vendor' | 'type'): string | null | undefined {
  const name = valueOf(row, column)
  return name === undefined ? undefined : atMost(row, column, name, limits.title) || null
}

function readTags(row: FileRow): string[] | undefined {
  const tags = valueOf(row, 'tags')
    ?.split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
  if (tags === undefined) return undefined
  if (tags.length > limits.tags)
    throw new RowFault(`There are ${tags.length} tags; ${limits.tags} is the most.`)
  return distinctTags(tags.map((tag) => atMost(row, 'tags', tag, limits.tag)))
}

const truths: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  '1': true,
  false: false,
  no: false,
  '0': false,
}

/** Shopify takes an empty cell for true; drafts and archived products are not in its shop either. */
function readPublished(row: FileRow): boolean | undefined {
  const published = valueOf(row, 'published')
  const status = valueOf(row, 'status')
  if (published === undefined && status === undefined) return undefined
  const truth = published ? truths[published.toLowerCase()] : true
  if (truth === undefined) {
    throw new RowFault(`${nameOf(row.header, 'published')} "${short(published!)}" is neither true nor false.`)
  }
  return truth && (!status || status.toLowerCase() === 'active')
}

const nameColumns = ['option1Name', 'option2Name', 'option3Name'] as const
const valueColumns = ['option1Value', 'option2Value', 'option3Value'] as const

/** The names of the product's options; none for a product of one variant, which Shopify calls `Default Title`. */
function readOptionNames(first: FileRow, rows: readonly FileRow[]): string[] {
  const names = nameColumns.map((column) => textOf(first, column))
  const isDefault = (row: FileRow): boolean =>
    (textOf(row, 'option1Value') ?? 'Default Title') === 'Default Title'
  const sole =
    (names[0] ?? 'Title') === 'Title' && !anyText(first, ...nameColumns.slice(1), ...valueColumns.slice(1))
  if (sole && rows.every(isDefault)) {
    const second = rows.slice(1).find(statesVariant)
    if (second) {
      throw new RowFault(`The product has no options, yet line ${second.line} states a second variant.`)
    }
    return []
  }
  const count = names.findLastIndex((name) => name !== null) + 1
  const missing = nameColumns.findIndex(
    (_, index) => names[index] === null && (index < count || textOf(first, valueColumns[index]!) !== null),
  )
  if (missing >= 0) throw new RowFault(`${nameOf(first.header, nameColumns[missing]!)} is missing.`)
  return names
    .slice(0, count)
    .map((name, index) => atMost(first, nameColumns[index]!, name!, limits.optionName))
}

const anyText = (row: FileRow, ...columns: readonly Column[]): boolean =>
  columns.some((column) => textOf(row, column) !== null)

/** Later rows may repeat what the first one says of the product, but not contradict it. */
function agree(row: FileRow, first: FileRow, optionNames: readonly string[]): void {
  const differs = (column: Column, expected: string | null): void => {
    const value = textOf(row, column)
    if (value !== null && expected !== null && value !== expected) {
      throw new RowFault(
        `${nameOf(row.header, column)} is "${short(value)}", but "${short(expected)}" in line ${first.line}, ` +
          'which has the same handle.',
      )
    }
  }
  differs('title', textOf(first, 'title'))
  nameColumns.forEach((column, index) => differs(column, optionNames[index] ?? null))
  valueColumns.slice(optionNames.length).forEach((column, index) => {
    const value = textOf(row, column)
    if (value !== null && value !== 'Default Title') {
      const name = nameColumns[optionNames.length + index]!
      throw new RowFault(`${nameOf(row.header, name)} is missing in line ${first.line}.`)
    }
  })
  if (!statesVariant(row) && textOf(row, 'imageSrc') === null) {
    throw new RowFault('The row has neither a variant nor an image.')
  }
}
