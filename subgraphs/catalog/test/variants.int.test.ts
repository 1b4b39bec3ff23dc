import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProduct, openShop, published, unique, type CreatedProduct, type Shop } from './shop.ts'

let shop: Shop
let shirt: CreatedProduct
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.stop())

const errors = 'errors { __typename ... on UserError { message path } }'
const variantFields = 'title sku position weightGrams prices { price { amount currencyCode } }'
const ADD = `mutation ($input: AddVariantInput!) { payload: addVariant(input: $input) {
  variant { ${variantFields} product { version options { values } } } ${errors} } }`
const CHANGE = `mutation ($input: UpdateVariantInput!) { payload: updateVariant(input: $input) {
  variant { ${variantFields} product { version variants { sku } } } ${errors} } }`
const REMOVE = `mutation ($input: RemoveVariantInput!) { payload: removeVariant(input: $input) {
  product { variants { sku } priceRange(currency: "EUR") { min { amount } } } ${errors} } }`
const PRICE = `mutation ($input: SetPricesInput!) { payload: setPrices(input: $input) {
  product { version variants { sku prices { price { amount currencyCode } } } priceRange(currency: "EUR") { min { amount } max { amount } } }
  ${errors} } }`

const send = async (document: string, input: unknown) =>
  (await shop.staff.request<{ payload: unknown }>(document, { input })).payload

const euros = (amount: string) => [{ currencyCode: 'EUR', amount }]

/** A shirt in two sizes. */
async function newShirt(): Promise<CreatedProduct> {
  const handle = unique('shirt')
  return createProduct(shop, {
    title: 'Shirt',
    handle,
    options: [{ name: 'Size', values: ['S', 'M'] }],
    variants: ['S', 'M'].map((size) => ({
      optionValues: [size],
      sku: `${handle}-${size}`,
      prices: euros(size === 'S' ? '20' : '25'),
    })),
  })
}

test('adds a variant last, with a value that is new to the option', async () => {
  shirt = await newShirt()
  const variant = { optionValues: ['L'], sku: unique('L'), weightGrams: 250, prices: euros('30') }
  expect(await send(ADD, { productId: shirt.id, variant })).toMatchObject({
    variant: {
      title: 'L',
      position: 3,
      weightGrams: 250,
      prices: [{ price: { amount: '30.00', currencyCode: 'EUR' } }],
      product: { version: 2, options: [{ values: ['S', 'M', 'L'] }] },
    },
    errors: [],
  })
})

test('refuses a variant that the product has, or whose SKU another product has', async () => {
  const [first, second] = [await newShirt(), await newShirt()]
  expect(await send(ADD, { productId: first.id, variant: { optionValues: ['S'] } })).toEqual({
    variant: null,
    errors: [
      {
        __typename: 'InvalidInputError',
        message: 'There are two variants "S".',
        path: ['variant', 'optionValues'],
      },
    ],
  })
  const taken = second.variants[0]!.sku
  expect(
    await send(ADD, { productId: first.id, variant: { optionValues: ['L'], sku: taken } }),
  ).toMatchObject({ errors: [{ __typename: 'SkuTakenError', path: ['variant', 'sku'] }] })
  expect(await send(CHANGE, { id: first.variants[0]!.id, sku: taken })).toMatchObject({
    errors: [{ __typename: 'SkuTakenError', path: ['sku'] }],
  })
})

test('changes what is named of a variant, and null takes away', async () => {
  const { variants } = await newShirt()
  const [{ id, sku }] = variants as [CreatedProduct['variants'][number]]
  expect(await send(CHANGE, { id, weightGrams: 10 })).toMatchObject({ variant: { sku, weightGrams: 10 } })
  expect(await send(CHANGE, { id, sku: null, weightGrams: null, prices: [] })).toMatchObject({
    variant: { sku: null, weightGrams: null, prices: [] },
  })
})

test('moves a variant to another place', async () => {
  const { variants } = await newShirt()
  expect(await send(CHANGE, { id: variants[1]!.id, position: 1 })).toMatchObject({
    variant: {
      position: 1,
      product: { variants: [{ sku: variants[1]!.sku }, { sku: variants[0]!.sku }] },
    },
  })
})

test('passes a SKU from one variant to another when it is free', async () => {
  const { variants } = await newShirt()
  const [{ id: first, sku }, { id: second }] = variants as [
    CreatedProduct['variants'][number],
    CreatedProduct['variants'][number],
  ]
  expect(await send(CHANGE, { id: second, sku })).toMatchObject({
    errors: [
      { __typename: 'InvalidInputError', message: `Two variants have the SKU "${sku}".`, path: ['sku'] },
    ],
  })
  await send(CHANGE, { id: first, sku: null })
  expect(await send(CHANGE, { id: second, sku })).toMatchObject({ variant: { sku }, errors: [] })
})

test('removes a variant but not the last', async () => {
  const { id: productId, variants } = await newShirt()
  const [first, second] = variants
  expect(await send(REMOVE, { id: first!.id })).toEqual({
    product: { variants: [{ sku: second!.sku }], priceRange: { min: { amount: '25.00' } } },
    errors: [],
  })
  expect(await send(REMOVE, { id: second!.id })).toMatchObject({
    product: null,
    errors: [{ __typename: 'LastVariantError' }],
  })
  const events = (await published(shop.database)).filter(({ subject }) => subject === productId)
  expect(events.at(-1)!.data).toMatchObject({ variants: [{ variantId: second!.id }] })
})

test('sets prices of several variants at once, or none', async () => {
  const { id: productId, variants } = await newShirt()
  const [first, second] = variants.map(({ id }) => id)
  expect(
    await send(PRICE, {
      productId,
      variants: [
        {
          variantId: first,
          prices: [...euros('1.5'), { currencyCode: 'USD', amount: '2', compareAtAmount: '3' }],
        },
        { variantId: second, prices: euros('7') },
      ],
    }),
  ).toMatchObject({
    product: {
      version: 2,
      priceRange: { min: { amount: '1.50' }, max: { amount: '7.00' } },
      variants: [{ prices: [{ price: { currencyCode: 'EUR' } }, { price: { currencyCode: 'USD' } }] }, {}],
    },
  })
  expect(
    await send(PRICE, {
      productId,
      variants: [
        { variantId: first, prices: euros('99') },
        { variantId: second, prices: [{ currencyCode: 'EUR', amount: '5', compareAtAmount: '4' }] },
        { variantId: shirt.variants[0]!.id, prices: [] },
      ],
    }),
  ).toMatchObject({
    product: null,
    errors: [
      {
        __typename: 'InvalidInputError',
        message: 'A compare-at price is above the price.',
        path: ['variants', '1', 'prices', '0', 'compareAtAmount'],
      },
      { __typename: 'ProductVariantNotFoundError', path: ['variants', '2', 'variantId'] },
    ],
  })
})

test.each(['0198c5a2-0000-7000-8000-000000000000', 'no-id'])(
  'knows neither variant nor product %s',
  async (id) => {
    const answers = [
      await send(CHANGE, { id, sku: 'x' }),
      await send(REMOVE, { id }),
      await send(ADD, { productId: id, variant: {} }),
      await send(PRICE, { productId: id, variants: [] }),
    ]
    expect(
      answers.map((answer) => (answer as { errors: { __typename: string; path: string[] }[] }).errors),
    ).toEqual([
      [expect.objectContaining({ __typename: 'ProductVariantNotFoundError', path: ['id'] })],
      [expect.objectContaining({ __typename: 'ProductVariantNotFoundError', path: ['id'] })],
      [expect.objectContaining({ __typename: 'ProductNotFoundError', path: ['productId'] })],
      [expect.objectContaining({ __typename: 'ProductNotFoundError', path: ['productId'] })],
    ])
  },
)

test('refuses a change to a variant of a product that has changed', async () => {
  const { id: productId, variants } = await newShirt()
  await send(CHANGE, { id: variants[0]!.id, weightGrams: 1, expectedVersion: 1 })
  const conflict = [expect.objectContaining({ __typename: 'ProductVersionConflictError' })]
  expect(await send(CHANGE, { id: variants[0]!.id, weightGrams: 2, expectedVersion: 1 })).toMatchObject({
    errors: conflict,
  })
  expect(await send(REMOVE, { id: variants[0]!.id, expectedVersion: 1 })).toMatchObject({ errors: conflict })
  expect(await send(ADD, { productId, expectedVersion: 1, variant: {} })).toMatchObject({ errors: conflict })
  expect(await send(PRICE, { productId, expectedVersion: 1, variants: [] })).toMatchObject({
    errors: conflict,
  })
})

test('does all of several changes at once to one product, one after the other', async () => {
  const { id: productId } = await newShirt()
  const added = await Promise.all(
    ['L', 'XL', 'XXL', '3XL'].map((size) => send(ADD, { productId, variant: { optionValues: [size] } })),
  )
  expect(added).toEqual(Array.from({ length: 4 }, () => expect.objectContaining({ errors: [] })))
  const product = await shop.staff.request(
    `{ product(id: "${productId}") { version variants { position } } }`,
  )
  expect(product).toEqual({
    product: { version: 5, variants: [1, 2, 3, 4, 5, 6].map((position) => ({ position })) },
  })
})

test('answers each of several mutations in one request with what it has made', async () => {
  const { id } = await createProduct(shop, { title: 'Zero', handle: unique('zero') })
  const update = (title: string) =>
    `updateProduct(input: { id: "${id}", title: "${title}" }) { product { title version } }`
  expect(await shop.staff.request(`mutation { a: ${update('One')} b: ${update('Two')} }`)).toEqual({
    a: { product: { title: 'One', version: 2 } },
    b: { product: { title: 'Two', version: 3 } },
  })
})
