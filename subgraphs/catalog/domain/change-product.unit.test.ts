import { expect, test } from 'vitest'
import {
  addVariant,
  createProduct,
  plainVariant,
  publish,
  removeVariant,
  setPrices,
  unpublish,
  updateProduct,
  updateVariant,
  type ProductDraft,
} from './change-product.ts'
import { limits } from './limits.ts'
import type { Product } from './product.ts'
import { Refusal } from './refusal.ts'

let ids = 0
const makings = { newId: () => `id-${++ids}`, now: new Date('2026-03-01T09:30:00Z') }

const draft: ProductDraft = {
  handle: 'mug',
  title: 'Mug',
  descriptionHtml: '',
  description: '',
  brandId: null,
  categoryIds: [],
  tags: [],
  options: [{ name: 'Size', values: ['Small', 'Large'] }],
  variants: [
    { ...plainVariant, optionValues: ['Small'], sku: 'M-S' },
    { ...plainVariant, optionValues: ['Large'], sku: 'M-L' },
  ],
  images: [{ url: 'https://example.com/a.jpg', alt: null }],
  published: false,
}
const mug = (): Product => createProduct(draft, makings)

/** What a change is refused with, as `path: message`. */
function refusal(work: () => unknown): string[] {
  try {
    work()
  } catch (error) {
    if (error instanceof Refusal)
      return error.errors.map(({ path, message }) => `${path.join('.')}: ${message}`)
    throw error
  }
  throw new Error('It was not refused.')
}

test('gives a product without variants a plain one', () => {
  const { variants } = createProduct({ ...draft, options: [], variants: [] }, makings)
  expect(variants).toMatchObject([{ optionValues: [], sku: null, prices: [] }])
})

test('adds to the options what only variants name, and keeps the order given', () => {
  const product = createProduct({ ...draft, options: [{ name: 'Size', values: ['Large'] }] }, makings)
  expect(product.options).toEqual([{ name: 'Size', values: ['Large', 'Small'] }])
})

test('drops doubled tags whatever their capitals', () => {
  expect(createProduct({ ...draft, tags: ['New', 'blue', 'NEW'] }, makings).tags).toEqual(['New', 'blue'])
})

const price = (currencyCode: string, amount: bigint, compareAtAmount: bigint | null = null) => ({
  currencyCode,
  amount,
  compareAtAmount,
})
const small = draft.variants[0]!

test.each<[string, Partial<ProductDraft>, string[]]>([
  [
    'a variant without a value for an option',
    { variants: [plainVariant] },
    ['variants.0.optionValues: A variant has one value for each of the options Size.'],
  ],
  [
    'two variants with the same values',
    { variants: [small, { ...small, sku: null }] },
    ['variants.1.optionValues: There are two variants "Small".'],
  ],
  [
    'two variants where there are no options',
    { options: [], variants: [plainVariant, plainVariant] },
    ['variants.1.optionValues: A product without options has only one variant.'],
  ],
  [
    'two variants with one SKU',
    { variants: [small, { ...small, optionValues: ['Large'] }] },
    ['variants.1.sku: Two variants have the SKU "M-S".'],
  ],
  [
    'four options',
    {
      options: ['a', 'b', 'c', 'd'].map((name) => ({ name, values: ['x'] })),
      variants: [{ ...plainVariant, optionValues: ['x', 'x', 'x', 'x'] }],
    },
    ['options: There are 4 of them; 3 is the most.'],
  ],
  [
    'an option that is there twice',
    {
      options: ['Size', 'size'].map((name) => ({ name, values: ['x'] })),
      variants: [{ ...plainVariant, optionValues: ['x', 'x'] }],
    },
    ['options.1.name: The option "size" is there twice.'],
  ],
  [
    'more variants than there may be',
    {
      variants: Array.from({ length: limits.variants + 1 }, (_, n) => ({
        ...plainVariant,
        optionValues: [`${n}`],
      })),
      options: [{ name: 'Size', values: [] }],
    },
    [
      'options.0.values: There are 501 of them; 500 is the most.',
      'variants: There are 501 of them; 500 is the most.',
    ],
  ],
  [
    'a negative price',
    { variants: [{ ...small, prices: [price('EUR', -1n)] }] },
    ['variants.0.prices.0.amount: A price is zero or more, and below ten trillion.'],
  ],
  [
    'a compare-at price that is not above the price',
    { variants: [{ ...small, prices: [price('EUR', 100n, 100n)] }] },
    ['variants.0.prices.0.compareAtAmount: A compare-at price is above the price.'],
  ],
  [
    'two prices in one currency',
    { variants: [{ ...small, prices: [price('EUR', 1n), price('EUR', 2n)] }] },
    ['variants.0.prices.1.currencyCode: There are two prices in EUR.'],
  ],
  [
    'an image that is there twice',
    { images: [draft.images[0]!, draft.images[0]!] },
    ['images.1.url: The image https://example.com/a.jpg is there twice.'],
  ],
])('refuses %s', (_, change, errors) => {
  expect(refusal(() => createProduct({ ...draft, ...change }, makings))).toEqual(errors)
})

test('adds a variant last, and its new value to the option', () => {
  const product = addVariant(mug(), { ...plainVariant, optionValues: ['Huge'] }, makings)
  expect(product.variants.map(({ optionValues }) => optionValues[0])).toEqual(['Small', 'Large', 'Huge'])
  expect(product.options[0]!.values).toEqual(['Small', 'Large', 'Huge'])
})

test('says where in the input an added variant is at fault', () => {
  expect(refusal(() => addVariant(mug(), { ...plainVariant, optionValues: ['Small'] }, makings))).toEqual([
    'variant.optionValues: There are two variants "Small".',
  ])
})

test('moves a variant to a place, and the others make room', () => {
  const product = mug()
  const moved = updateVariant(product, product.variants[1]!.id, { position: 1 })
  expect(moved.variants.map(({ sku }) => sku)).toEqual(['M-L', 'M-S'])
})

test('keeps the last variant', () => {
  const product = mug()
  const one = removeVariant(product, product.variants[0]!.id)
  expect(one.variants).toHaveLength(1)
  expect(refusal(() => removeVariant(one, one.variants[0]!.id))).toEqual([
    'id: A product has at least one variant; unpublish or delete the product instead.',
  ])
})

test('sets the prices of all variants named, or of none', () => {
  const product = mug()
  const [first, second] = product.variants
  const priced = setPrices(product, [{ variantId: first!.id, prices: [price('USD', 2n), price('EUR', 1n)] }])
  expect(priced.variants[0]!.prices.map(({ currencyCode }) => currencyCode)).toEqual(['EUR', 'USD'])
  expect(priced.variants[1]).toEqual(second)
  expect(
    refusal(() =>
      setPrices(product, [
        { variantId: first!.id, prices: [price('EUR', -5n)] },
        { variantId: 'other', prices: [] },
      ]),
    ),
  ).toEqual([
    'variants.0.prices.0.amount: A price is zero or more, and below ten trillion.',
    'variants.1.variantId: There is no such variant.',
  ])
})

test('keeps the date of a product that is published already', () => {
  const published = publish(mug(), new Date('2026-01-01T00:00:00Z'))
  expect(publish(published, makings.now)).toBe(published)
  expect(unpublish(published).publishedAt).toBeNull()
})

test('renames options by their place, and keeps the ids of images whose address stays', () => {
  const product = mug()
  const [image] = product.images
  const changed = updateProduct(
    product,
    {
      options: [{ name: 'Volume', values: ['Large', 'Small'] }],
      images: [
        { url: 'https://example.com/b.jpg', alt: null },
        { ...image!, alt: 'Mug' },
      ],
    },
    makings,
  )
  expect(changed.options).toEqual([{ name: 'Volume', values: ['Large', 'Small'] }])
  expect(changed.variants.map(({ optionValues }) => optionValues)).toEqual([['Small'], ['Large']])
  expect(changed.images[1]).toEqual({ ...image, alt: 'Mug' })
})

test('gives variants the first value of an option that is new', () => {
  const sizes = { name: 'Size', values: ['Small', 'Large'] }
  const changed = updateProduct(
    mug(),
    { options: [sizes, { name: 'Colour', values: ['Blue', 'Red'] }] },
    makings,
  )
  expect(changed.variants.map(({ optionValues }) => optionValues)).toEqual([
    ['Small', 'Blue'],
    ['Large', 'Blue'],
  ])
  expect(
    refusal(() => updateProduct(mug(), { options: [sizes, { name: 'Colour', values: [] }] }, makings)),
  ).toEqual(['options.1.values: Give the new option "Colour" a value: the variants there are need one.'])
})

test('drops an option only where the variants still differ', () => {
  expect(refusal(() => updateProduct(mug(), { options: [] }, makings))).toEqual([
    'variants.1.optionValues: A product without options has only one variant.',
  ])
})
