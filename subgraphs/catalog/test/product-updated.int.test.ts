import { randomUUID } from 'node:crypto'
import { LIVE_CHANNEL } from '@tradewind/service'
import { eventually, type TestSubscription, type TestViewer } from '@tradewind/testkit'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { productTopic } from '../data/topics.ts'
import { csv, simple } from './csv.ts'
import { createImporter } from './importer.ts'
import { createProduct, openShop, unique, type CreatedProduct, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.stop())

interface Page {
  readonly title: string
  readonly brand: { readonly name: string } | null
  readonly categories: readonly { readonly path: string }[]
  readonly variants: readonly { readonly price: { readonly amount: string } | null }[]
}
interface Updated {
  readonly productUpdated: Page | null
}

const watch = (productId: string, viewer?: TestViewer): Promise<TestSubscription<Updated>> =>
  shop.surroundings.subscribe<Updated>(
    shop.running.url,
    `subscription ($productId: ID!) { productUpdated(productId: $productId) {
      title brand { name } categories { path } variants { price(currency: "EUR") { amount } } } }`,
    { productId },
    viewer,
  )
const mutate = (mutation: string) => shop.staff.request(`mutation { ${mutation} { errors { __typename } } }`)

async function shirtOf(brand: string, category: string): Promise<CreatedProduct> {
  await mutate(`createBrand(input: { name: "Acme", handle: "${brand}" })`)
  await mutate(`createCategory(input: { name: "Clothes", handle: "${category}" })`)
  await mutate(
    `createCategory(input: { name: "Shirts", handle: "${category}-shirts", parentHandle: "${category}" })`,
  )
  return createProduct(shop, {
    title: 'Shirt',
    handle: unique('shirt'),
    published: true,
    brandHandle: brand,
    categoryHandles: [`${category}-shirts`],
    variants: [{ prices: [{ currencyCode: 'EUR', amount: '5' }] }],
  })
}

test('tells anybody of each change that a page can show, whatever it was made by', async () => {
  const [brand, category] = [unique('acme'), unique('clothes')]
  const { id, handle, variants } = await shirtOf(brand, category)
  const ids = await shop.staff.request<{ brand: { id: string }; category: { id: string } }>(
    `{ brand(handle: "${brand}") { id } category(handle: "${category}") { id } }`,
  )
  const page: Page = {
    title: 'Shirt',
    brand: { name: 'Acme' },
    categories: [{ path: `${category}/${category}-shirts` }],
    variants: [{ price: { amount: '5.00' } }],
  }
  const subscription = await watch(id.toUpperCase())
  expect(await subscription.next()).toEqual({ productUpdated: page })
  const then = async (change: Promise<unknown>, expected: Page) => {
    await change
    expect(await subscription.next()).toEqual({ productUpdated: expected })
  }
  await then(mutate(`updateProduct(input: { id: "${id}", title: "Linen shirt" })`), {
    ...page,
    title: 'Linen shirt',
  })
  const prices = (amount: string) =>
    `setPrices(input: { productId: "${id}", variants: [
      { variantId: "${variants[0]!.id}", prices: [{ currencyCode: "EUR", amount: "${amount}" }] }] })`
  await then(mutate(prices('4')), {
    ...page,
    title: 'Linen shirt',
    variants: [{ price: { amount: '4.00' } }],
  })
  const columns = ['Handle', 'Title', 'Published', 'Option1 Name', 'Option1 Value', 'Variant Price']
  const file = csv([simple(handle, { Title: 'Shirt', 'Variant Price': '5' })], { columns })
  await then(createImporter(shop).import(file), page)
  await then(mutate(`updateBrand(input: { id: "${ids.brand.id}", name: "Apex" })`), {
    ...page,
    brand: { name: 'Apex' },
  })
  await then(mutate(`deleteBrand(input: { id: "${ids.brand.id}" })`), { ...page, brand: null })
  const moved = unique('moved')
  await then(mutate(`updateCategory(input: { id: "${ids.category.id}", handle: "${moved}" })`), {
    ...page,
    brand: null,
    categories: [{ path: `${moved}/${category}-shirts` }],
  })
  subscription.close()
})

test('gives null while a product is not in the shop, and the product when it is again', async () => {
  const { id } = await createProduct(shop, { title: 'Mug', handle: unique('mug'), published: true })
  const customer = await watch(id)
  const staff = await watch(id, { roles: ['STAFF'], scopes: ['catalog:write'] })
  const shown = { productUpdated: { title: 'Mug' } }
  for (const subscription of [customer, staff]) expect(await subscription.next()).toMatchObject(shown)
  await mutate(`unpublishProduct(input: { id: "${id}" })`)
  expect(await customer.next()).toEqual({ productUpdated: null })
  expect(await staff.next()).toMatchObject(shown)
  // What is done to it meanwhile is for staff alone.
  await mutate(`updateProduct(input: { id: "${id}", title: "Cup" })`)
  expect(await staff.next()).toMatchObject({ productUpdated: { title: 'Cup' } })
  await mutate(`publishProduct(input: { id: "${id}" })`)
  expect(await customer.next()).toMatchObject({ productUpdated: { title: 'Cup' } })
  await mutate(`deleteProduct(input: { id: "${id}" })`)
  expect(await customer.next()).toEqual({ productUpdated: null })
  for (const subscription of [customer, staff]) subscription.close()
})

test('gives null for a product that is hidden, unknown or malformed, all alike', async () => {
  const { id } = await createProduct(shop, { title: 'Secret', handle: unique('secret') })
  for (const productId of [id, randomUUID(), 'no-id']) {
    const subscription = await watch(productId)
    expect(await subscription.next()).toEqual({ productUpdated: null })
    subscription.close()
  }
})

test('an import tells of the products it changes, not of new ones nor of stock', async () => {
  const client = new pg.Client({ connectionString: shop.surroundings.environment.DATABASE_URL })
  await client.connect()
  const heard: string[] = []
  client.on('notification', ({ payload }) => heard.push(payload!))
  await client.query(`LISTEN ${LIVE_CHANNEL}`)
  const handles = Array.from({ length: 5 }, () => unique('import'))
  const importer = createImporter(shop)
  const file = (more: (index: number) => object) =>
    importer.import(csv(handles.map((handle, index) => simple(handle, more(index)))))
  expect(await file(() => ({}))).toMatchObject({ created: 5 })
  expect(await file(() => ({ 'Variant Inventory Qty': '3' }))).toMatchObject({ updated: 5 })
  expect(await file((index) => (index < 2 ? { 'Variant Price': '8' } : {}))).toMatchObject({ unchanged: 3 })
  const products = await shop.database.prisma.product.findMany({
    where: { handle: { in: handles.slice(0, 2) } },
  })
  await eventually(() => expect(heard).toHaveLength(2))
  await client.query(`NOTIFY ${LIVE_CHANNEL}, 'end'`)
  await eventually(() => expect(heard.at(-1)).toBe('end'))
  expect(heard.slice(0, -1).toSorted()).toEqual(products.map(({ id }) => productTopic(id)).toSorted())
  await client.end()
})
