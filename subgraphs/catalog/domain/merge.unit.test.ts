import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyFile } from '../test/arbitrary-file.ts'
import { csv, simple, type CsvRow } from '../test/csv.ts'
import { groupsOf, reading } from '../test/file.ts'
import { mergeProduct, newlyStated, type References } from './merge.ts'
import type { Product } from './product.ts'
import { Refusal } from './refusal.ts'
import { sameProduct } from './same.ts'
import { readProduct } from './shopify-product.ts'

let ids = 0
const makings = { newId: () => `id-${++ids}`, now: new Date('2026-03-01T09:30:00Z') }
const nothing: References = { brandId: undefined, categoryId: undefined }

async function merge(
  existing: Product | null,
  rows: CsvRow[],
  { columns, references = nothing, currency = 'EUR' }: Options = {},
): Promise<Product> {
  const [group] = await groupsOf(csv(rows, { columns }))
  const read = readProduct(group!.rows, reading)
  if (!read.ok) throw new Error(JSON.stringify([...read.faults]))
  return mergeProduct(existing, read.product, references, currency, makings)
}

interface Options {
  readonly columns?: readonly string[]
  readonly references?: References
  readonly currency?: string
}

const sized = (...values: string[]): CsvRow[] =>
  values.map((value, index) => ({
    Handle: 'pot',
    ...(index === 0 && { Title: 'Pot', 'Option1 Name': 'Size' }),
    'Option1 Value': value,
    'Variant SKU': `POT-${value}`,
    'Variant Price': '9.99',
  }))

test('leaves a product as it is when a file says the same again', async () => {
  await fc.assert(
    fc.asyncProperty(anyFile, async (rows) => {
      for (const group of await groupsOf(csv(rows))) {
        if (group.rows.length === 0) continue
        const read = readProduct(group.rows, reading)
        if (!read.ok) continue
        const references = { brandId: 'brand', categoryId: 'category' }
        let once: Product
        try {
          once = mergeProduct(null, read.product, references, 'EUR', makings)
        } catch (error) {
          if (error instanceof Refusal) continue
          throw error
        }
        const twice = mergeProduct(once, read.product, references, 'EUR', makings)
        expect(sameProduct(once, twice)).toBe(true)
        expect(newlyStated(once, twice)).toEqual([])
      }
    }),
    { numRuns: 60 },
  )
})

test('publishes a new product of a file that says nothing about it', async () => {
  expect((await merge(null, [simple('pot')], { columns: ['Handle', 'Title'] })).publishedAt).toEqual(
    makings.now,
  )
})

test('keeps what the file has no column for', async () => {
  const before = await merge(null, [simple('pot', { Tags: 'a', 'Variant SKU': 'S', 'Variant Grams': '5' })])
  const after = await merge(before, [simple('pot')], { columns: ['Handle', 'Title'] })
  expect(sameProduct(before, after)).toBe(true)
})

test('takes away what the file has a column for and leaves empty', async () => {
  const before = await merge(null, [simple('pot', { Tags: 'a', 'Body (HTML)': 'x', 'Variant SKU': 'S' })])
  const after = await merge(before, [simple('pot')])
  expect(after).toMatchObject({ tags: [], descriptionHtml: '', variants: [{ sku: null }] })
})

test('keeps variants that the file does not name, after those it does', async () => {
  const before = await merge(null, sized('S', 'M', 'L'))
  const after = await merge(before, sized('XL', 'M'))
  expect(after.variants.map(({ optionValues }) => optionValues[0])).toEqual(['XL', 'M', 'S', 'L'])
  expect(after.options[0]!.values).toEqual(['S', 'M', 'L', 'XL'])
})

test('knows a variant by its option values, else by its SKU', async () => {
  const before = await merge(null, sized('S', 'M'))
  const [renamed, other] = sized('Small', 'M')
  const after = await merge(before, [{ ...renamed!, 'Variant SKU': 'POT-S' }, other!])
  expect(after.variants.map(({ id }) => id)).toEqual(before.variants.map(({ id }) => id))
  expect(after.variants[0]!.optionValues).toEqual(['Small'])
})

test('refuses other options where a variant would be left without a value', async () => {
  const before = await merge(null, [simple('pot', { 'Variant SKU': 'OLD' })])
  await expect(merge(before, sized('S'))).rejects.toThrow(
    'The file gives the product other options, but does not name its variant "" (OLD); add it to the file or remove it from the shop.',
  )
})

test('keeps prices in other currencies', async () => {
  const before = await merge(null, [simple('pot')])
  const after = await merge(before, [simple('pot', { 'Variant Price': '11' })], { currency: 'USD' })
  expect(after.variants[0]!.prices).toMatchObject([
    { currencyCode: 'EUR', amount: 999n },
    { currencyCode: 'USD', amount: 1_100n },
  ])
})

test('keeps images when the file has none', async () => {
  const before = await merge(null, [simple('pot', { 'Image Src': 'https://example.com/a.jpg' })])
  expect((await merge(before, [simple('pot')])).images).toEqual(before.images)
})

test('moves a product from the category a file gave it, and leaves those that staff gave it', async () => {
  const rows = [simple('pot')]
  const imported = await merge(null, rows, { references: { brandId: null, categoryId: 'garden' } })
  const sorted = { ...imported, categoryIds: ['garden', 'sale'] }
  expect(
    (await merge(sorted, rows, { references: { brandId: null, categoryId: 'home' } })).categoryIds,
  ).toEqual(['home', 'sale'])
  expect((await merge(sorted, rows)).categoryIds).toEqual(['garden', 'sale'])
})

test('tells stock that no file stated before', async () => {
  const row = (quantity: string) => [simple('pot', { 'Variant Inventory Qty': quantity })]
  const first = await merge(null, row('3'))
  expect(newlyStated(null, first).map(({ statedQuantity }) => statedQuantity)).toEqual([3])
  const again = await merge(first, row('3'))
  expect(newlyStated(first, again)).toEqual([])
  const silent = await merge(again, row(''))
  expect(newlyStated(again, silent)).toEqual([])
  expect(newlyStated(silent, await merge(silent, row('4')))).toHaveLength(1)
})

test('keeps the date of a product that is published already', async () => {
  const before = await merge(null, [simple('pot')])
  const later = { ...before, publishedAt: new Date('2025-01-01T00:00:00Z') }
  expect((await merge(later, [simple('pot')])).publishedAt).toEqual(later.publishedAt)
  expect((await merge(later, [simple('pot', { Published: 'false' })])).publishedAt).toBeNull()
})
