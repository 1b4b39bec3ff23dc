import { readFileSync } from 'node:fs'
import { errorsOf } from '@tradewind/testkit'
import type { GraphQLClient } from 'graphql-request'
import { buildASTSchema, parse } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProduct, openShop, unique, type CreatedProduct, type Shop } from './shop.ts'

let shop: Shop
let hidden: CreatedProduct
let shown: CreatedProduct
beforeAll(async () => {
  shop = await openShop()
  await shop.staff.request('mutation { createCategory(input: { name: "Shelf" }) { errors { __typename } } }')
  await shop.staff.request('mutation { createBrand(input: { name: "Maker" }) { errors { __typename } } }')
  const input = (handle: string, published: boolean) => ({
    title: handle,
    handle,
    published,
    tags: ['secret'],
    categoryHandles: ['shelf'],
    brandHandle: 'maker',
    variants: [{ sku: handle, prices: [{ currencyCode: 'EUR', amount: '5' }] }],
  })
  hidden = await createProduct(shop, input('hidden', false))
  shown = await createProduct(shop, input('shown', true))
})
afterAll(() => shop.stop())

/** Every way that leads to a product or its variant, with what is found there. */
async function found(client: GraphQLClient, { id, handle, variants }: CreatedProduct): Promise<string[]> {
  const [variant] = variants
  const filters = {
    all: '{}',
    search: `{ search: "${handle}" }`,
    category: '{ categoryHandle: "shelf" }',
    brand: '{ brandHandle: "maker" }',
    tags: '{ tags: ["secret"] }',
    ids: `{ ids: ["${id}"] }`,
    price: '{ price: { currencyCode: "EUR", max: "10" } }',
    unpublished: '{ published: false }',
    published: '{ published: true }',
  }
  const lists = Object.entries(filters).map(
    ([name, filter]) => `${name}: products(filter: ${filter}) { nodes { id } }`,
  )
  const answer = await client.request<Record<string, unknown>>(`{
    byId: product(id: "${id}") { id }
    byHandle: product(handle: "${handle}") { id }
    variant: productVariant(id: "${variant!.id}") { product { id } }
    _entities(representations: [
      { __typename: "Product", id: "${id}" }, { __typename: "ProductVariant", id: "${variant!.id}" }
    ]) { ... on Product { id } ... on ProductVariant { product { id } } }
    ${lists.join('\n')}
  }`)
  return Object.entries(answer)
    .filter(([, value]) => JSON.stringify(value).includes(id))
    .map(([name]) => name)
}

const ways = [
  'byId',
  'byHandle',
  'variant',
  '_entities',
  'all',
  'search',
  'category',
  'brand',
  'tags',
  'ids',
  'price',
]

test('shows a published product to anyone, by every way', async () => {
  for (const client of [shop.guest, shop.customer, shop.staff]) {
    expect(await found(client, shown)).toEqual([...ways, 'published'])
  }
})

test('shows an unpublished product by no way to those without catalog:write', async () => {
  expect(await found(shop.guest, hidden)).toEqual([])
  expect(await found(shop.customer, hidden)).toEqual([])
  expect(await found(shop.staff, hidden)).toEqual([...ways, 'unpublished'])
})

test('answers an entity that is hidden, unknown or malformed with null, each in its place', async () => {
  const ids = [hidden.id, shown.id, crypto.randomUUID(), 'no-id']
  const representations = ids.map((id) => ({ __typename: 'Product', id }))
  expect(
    await shop.guest.request(
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { handle } } }',
      { representations },
    ),
  ).toEqual({ _entities: [null, { handle: 'shown' }, null, null] })
})

test('shows a product as soon as it is published, and no longer once it is not', async () => {
  const { id } = await createProduct(shop, { title: 'Now', handle: unique('now') })
  const seen = async () =>
    (await shop.guest.request<{ product: unknown }>(`{ product(id: "${id}") { id } }`)).product
  expect(await seen()).toBeNull()
  await shop.staff.request(`mutation { publishProduct(input: { id: "${id}" }) { product { id } } }`)
  expect(await seen()).toEqual({ id })
  await shop.staff.request(`mutation { unpublishProduct(input: { id: "${id}" }) { product { id } } }`)
  expect(await seen()).toBeNull()
})

test('knows nothing of malformed and unknown ids', async () => {
  expect(
    await shop.guest.request(`{ a: product(id: "no-id") { id } b: productVariant(id: "no-id") { id }
      c: product(handle: "no") { id } d: productVariant(id: "${crypto.randomUUID()}") { id }
      e: products(filter: { ids: ["no-id"], categoryId: "no-id" }) { nodes { id } } f: brand(id: "no-id") { id } }`),
  ).toEqual({ a: null, b: null, c: null, d: null, e: { nodes: [] }, f: null })
})

const source = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8')
const schema = buildASTSchema(parse(source), { assumeValidSDL: true })

test.each(Object.values(schema.getMutationType()!.getFields()).map(({ name }) => name))(
  'lets nobody %s without the scope catalog:write',
  async (name) => {
    const field = schema.getMutationType()!.getFields()[name]!
    const document = `mutation ($input: ${String(field.args[0]!.type)}) { ${name}(input: $input) { errors { __typename } } }`
    const input = inputs[name]
    expect(input).toBeDefined()
    const codes = async (client: GraphQLClient) =>
      (await errorsOf(client.request(document, { input }))).map(({ extensions }) => extensions?.['code'])
    expect(await codes(shop.guest)).toEqual(['UNAUTHENTICATED'])
    expect(await codes(shop.customer)).toEqual(['FORBIDDEN'])
  },
)

/** An input for every mutation: one that is not here fails the test above. */
const inputs: Record<string, unknown> = {
  createProduct: { title: 'x' },
  updateProduct: { id: 'x' },
  deleteProduct: { id: 'x' },
  addVariant: { productId: 'x', variant: {} },
  updateVariant: { id: 'x' },
  removeVariant: { id: 'x' },
  setPrices: { productId: 'x', variants: [] },
  publishProduct: { id: 'x' },
  unpublishProduct: { id: 'x' },
  createCategory: { name: 'x' },
  updateCategory: { id: 'x' },
  moveCategory: { id: 'x' },
  deleteCategory: { id: 'x' },
  createBrand: { name: 'x' },
  updateBrand: { id: 'x' },
  deleteBrand: { id: 'x' },
  startProductImport: { fileName: 'x', content: 'x', currencyCode: 'EUR' },
}

test('shows imports to nobody without the scope catalog:write', async () => {
  const [error] = await errorsOf(shop.customer.request('{ productImport(id: "x") { id } }'))
  expect(error!.extensions!['code']).toBe('FORBIDDEN')
})
