import { countStatements, type StatementCounter } from '@tradewind/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProduct, openShop, type CreatedProduct, type Shop } from './shop.ts'

let shop: Shop
let statements: StatementCounter
const products: CreatedProduct[] = []
beforeAll(async () => {
  shop = await openShop()
  const { staff } = shop
  await staff.request('mutation { createCategory(input: { name: "Root" }) { errors { __typename } } }')
  for (let n = 0; n < 12; n++) {
    await staff.request(`mutation { createBrand(input: { name: "Brand ${n}" }) { errors { __typename } }
      createCategory(input: { name: "Category ${n}", parentHandle: "root" }) { errors { __typename } } }`)
    products.push(
      await createProduct(shop, {
        title: `Product ${n}`,
        published: true,
        brandHandle: `brand-${n}`,
        categoryHandles: [`category-${n}`],
        options: [{ name: 'Size' }],
        variants: ['S', 'M', 'L'].map((size) => ({
          optionValues: [size],
          prices: [{ currencyCode: 'EUR', amount: '5' }],
        })),
        images: [{ url: 'https://example.com/a.jpg' }],
      }),
    )
  }
  statements = countStatements(shop.database.pool)
})
afterAll(() => shop.stop())

/** How many statements a request takes; those of the outbox's relay, beside it, do not count. */
async function count(document: string, variables: Record<string, unknown>): Promise<number> {
  statements.reset()
  await shop.guest.request(document, variables)
  return statements.texts.filter((text) => !text.includes('outbox_event')).length
}

const whole = `id title brand { name } categories { path parent { name } children { name } } options { name }
  images { url } image { url } priceRange(currency: "EUR") { min { amount } }
  variants { title price(currency: "EUR") { amount } compareAtPrice(currency: "EUR") { amount }
    prices { price { amount } } optionValues { name value } product { title } }`

test('lists products with everything they have in as many statements for one as for twelve', async () => {
  const list = `query ($first: Int) { products(first: $first) { nodes { ${whole} } } }`
  const one = await count(list, { first: 1 })
  expect(await count(list, { first: 12 })).toBe(one)
  // The page, then products, brands, which categories, those, parents, children, options, images, ranges, variants, prices.
  expect(one).toBe(12)
})

test('resolves entities in as many statements for one as for many', async () => {
  const entities = `query ($of: [_Any!]!) { _entities(representations: $of) {
    ... on Product { ${whole} } ... on ProductVariant { title product { title } price(currency: "EUR") { amount } } } }`
  const of = (some: CreatedProduct[]) => ({
    of: some.flatMap(({ id, variants }) => [
      { __typename: 'Product', id },
      ...variants.map((variant) => ({ __typename: 'ProductVariant', id: variant.id })),
    ]),
  })
  expect(await count(entities, of(products))).toBe(await count(entities, of(products.slice(0, 1))))
})

test('shows the tree of categories in a statement for each level', async () => {
  expect(await count('{ categories { name children { name children { name } } } }', {})).toBe(3)
})
