import { limits } from './limits.ts'
import { nameOf, type Column } from './shopify-columns.ts'
import { textOf, valueOf, type FileRow } from './shopify-row.ts'

/** A variant as a file states it. What is undefined the file says nothing about. */
export interface FileVariant {
  readonly line: number
  readonly optionValues: readonly string[]
  readonly sku: string | null | undefined
  readonly barcode: string | null | undefined
  readonly weightGrams: number | null | undefined
  readonly price: { readonly amount: bigint; readonly compareAtAmount: bigint | null } | undefined
  readonly quantity: number | undefined
}

/** A value of a row that cannot be taken; the message is the sentence for the report. */
export class RowFault extends Error {}

/** Turns an amount into minor units of the file's currency; throws an error whose message is a sentence. */
export type ToMinorUnits = (amount: string) => bigint

const variantColumns: readonly Column[] = [
  'option1Value',
  'option2Value',
  'option3Value',
  'sku',
  'barcode',
  'grams',
  'quantity',
  'price',
  'compareAtPrice',
]

/** Whether a row has anything of a variant; else it only adds an image. */
export const statesVariant = (row: FileRow): boolean =>
  variantColumns.some((column) => textOf(row, column) !== null)

const gramsIn: Readonly<Record<string, number>> = { g: 1, kg: 1_000, lb: 453.592_37, oz: 28.349_523_125 }

/** Reads the variant of a row. @throws RowFault */
export function readVariant(
  row: FileRow,
  optionNames: readonly string[],
  toMinorUnits: ToMinorUnits,
): FileVariant {
  return {
    line: row.line,
    optionValues: readOptionValues(row, optionNames),
    sku: readCode(row, 'sku', limits.sku),
    barcode: readCode(row, 'barcode', limits.barcode),
    weightGrams: readWeight(row),
    price: readPrice(row, toMinorUnits),
    quantity: readQuantity(row),
  }
}

const valueColumns = ['option1Value', 'option2Value', 'option3Value'] as const

function readOptionValues(row: FileRow, optionNames: readonly string[]): string[] {
  return optionNames.map((name, index) => {
    const column = valueColumns[index]!
    const value = textOf(row, column)
    if (value === null) {
      throw new RowFault(`${nameOf(row.header, column)} is missing: every variant has a value for ${name}.`)
    }
    return atMost(row, column, value, limits.optionValue)
  })
}

/** Spreadsheets are kept from mangling codes by an apostrophe in front, which is not part of the code. */
function readCode(row: FileRow, column: 'sku' | 'barcode', limit: number): string | null | undefined {
  const value = valueOf(row, column)
  return value === undefined ? undefined : atMost(row, column, value.replace(/^'/, ''), limit) || null
}

/** `Variant Grams` is in grams whatever the unit, which is only for display; `Variant Weight` is in the unit. */
function readWeight(row: FileRow): number | null | undefined {
  const unit = (textOf(row, 'weightUnit') ?? 'g').toLowerCase()
  const factor = gramsIn[unit]
  if (factor === undefined) {
    throw new RowFault(`${nameOf(row.header, 'weightUnit')} "${short(unit)}" is none of g, kg, lb, oz.`)
  }
  const column = textOf(row, 'grams') !== null ? 'grams' : 'weight'
  const value = valueOf(row, column)
  if (!value) return value === undefined && valueOf(row, 'grams') === undefined ? undefined : null
  const grams = Math.round(readDecimal(row, column, value) * (column === 'grams' ? 1 : factor))
  if (grams > limits.weightGrams) {
    throw new RowFault(`${nameOf(row.header, column)} "${short(value)}" is more than a product can weigh.`)
  }
  return grams
}

function readPrice(row: FileRow, toMinorUnits: ToMinorUnits): FileVariant['price'] {
  const amount = readAmount(row, 'price', toMinorUnits)
  if (amount === undefined) return undefined
  if (amount === null) throw new RowFault(`${nameOf(row.header, 'price')} is empty.`)
  const compareAt = readAmount(row, 'compareAtPrice', toMinorUnits) ?? null
  // Exports say "0" or repeat the price where there is no former price.
  return { amount, compareAtAmount: compareAt !== null && compareAt > amount ? compareAt : null }
}

function readAmount(row: FileRow, column: Column, toMinorUnits: ToMinorUnits): bigint | null | undefined {
  const value = valueOf(row, column)
  if (!value) return value === undefined ? undefined : null
  readDecimal(row, column, value)
  try {
    const amount = toMinorUnits(value)
    if (amount <= limits.amount) return amount
  } catch (error) {
    throw new RowFault(`${nameOf(row.header, column)}: ${(error as Error).message}`)
  }
  throw new RowFault(`${nameOf(row.header, column)} "${short(value)}" is too high.`)
}

function readQuantity(row: FileRow): number | undefined {
  const value = textOf(row, 'quantity')
  if (value === null) return undefined
  const name = nameOf(row.header, 'quantity')
  if (/^-\d+$/.test(value)) throw new RowFault(`${name} is ${short(value)}; a stock is zero or more.`)
  if (!/^\d+$/.test(value)) throw new RowFault(`${name} "${short(value)}" is not a whole number.`)
  if (Number(value) > limits.quantity) throw new RowFault(`${name} ${short(value)} is too high.`)
  return Number(value)
}

function readDecimal(row: FileRow, column: Column, value: string): number {
  const name = nameOf(row.header, column)
  if (/^\d{1,15}(\.\d{1,15})?$/.test(value)) return Number(value)
  if (value.startsWith('-')) throw new RowFault(`${name} is ${short(value)}; it is zero or more.`)
  if (/^\d[\d.]*,\d[\d,]*$/.test(value) || /^\d{1,3}(,\d{3})+\.\d+$/.test(value)) {
    throw new RowFault(
      `${name} "${short(value)}" has a comma; write it with a point for the decimals, like 1234.50.`,
    )
  }
  throw new RowFault(`${name} "${short(value)}" is not a number; write it like 1234.50.`)
}

/** The text if it is not longer than the limit. @throws RowFault */
export function atMost(row: FileRow, column: Column, text: string, limit: number): string {
  if (text.length <= limit) return text
  throw new RowFault(`${nameOf(row.header, column)} has ${text.length} characters; ${limit} is the most.`)
}

/** A value as a sentence quotes it. */
export const short = (value: string): string => (value.length > 40 ? `${value.slice(0, 40)}…` : value)
