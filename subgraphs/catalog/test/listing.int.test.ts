import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProduct, openShop, unique, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
  await shop.staff.request('mutation { createCategory(input: { name: "Walk" }) { errors { __typename } } }')
  // Equal titles, equal and missing prices: the order must hold where the sort key alone does not decide.
  for (let n = 0; n < 24; n++) {
    await createProduct(shop, {
      title: `Walker ${n % 5}`,
      handle: `walker-${n}`,
      published: true,
      categoryHandles: ['walk'],
      descriptionHtml: n % 3 === 0 ? 'walker' : '',
      variants: [{ prices: n % 4 === 0 ? [] : [{ currencyCode: 'EUR', amount: `${n % 6}` }] }],
    })
  }
})
afterAll(() => shop.stop())

interface Page {
  products: {
    nodes: { id: string }[]
    edges: { cursor: string }[]
    pageInfo: {
      hasNextPage: boolean
      hasPreviousPage: boolean
      startCursor: string | null
      endCursor: string | null
    }
  }
}

const LIST = `query ($filter: ProductFilterInput, $sort: ProductSortInput, $first: Int, $after: String, $last: Int, $before: String) {
  products(filter: $filter, sort: $sort, first: $first, after: $after, last: $last, before: $before) {
    nodes { id } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`

const page = async (variables: Record<string, unknown>) =>
  (await shop.guest.request<Page>(LIST, variables)).products

/** Every page from one end to the other, with something done between them. */
async function walk(
  variables: Record<string, unknown>,
  size: number,
  backward: boolean,
  between: () => Promise<unknown> = async () => undefined,
): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | null = null
  for (let more = true; more;) {
    const { nodes, pageInfo }: Page['products'] = await page({
      ...variables,
      ...(backward ? { last: size, before: cursor } : { first: size, after: cursor }),
    })
    const found = nodes.map(({ id }) => id)
    if (backward) ids.unshift(...found)
    else ids.push(...found)
    more = backward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage
    cursor = backward ? pageInfo.startCursor : pageInfo.endCursor
    expect(backward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage).toBe(ids.length > found.length)
    await between()
  }
  return ids
}

const sort = fc.oneof(
  fc.record({ key: fc.constantFrom('TITLE', 'NEWEST', 'RELEVANCE'), reverse: fc.boolean() }),
  fc.record({
    key: fc.constant('PRICE'),
    currencyCode: fc.constantFrom('EUR', 'USD'),
    reverse: fc.boolean(),
  }),
)

test(
  'gives every product once and in order, in pages of any size, either way, while others come and go',
  { timeout: 120_000 },
  async () => {
    const filter = { search: 'walker', categoryHandle: 'walk' }
    await fc.assert(
      fc.asyncProperty(sort, fc.integer({ min: 1, max: 26 }), fc.boolean(), async (order, size, backward) => {
        const all = (await page({ filter, sort: order, first: 100 })).nodes.map(({ id }) => id)
        expect(new Set(all).size).toBe(24)
        const others: string[] = []
        const comeAndGo = async () => {
          if (others.length === 5) return
          const { id } = await createProduct(shop, {
            title: `Walker ${others.length}`,
            handle: unique('walker-other'),
            published: true,
            categoryHandles: ['walk'],
            variants: [{ prices: [{ currencyCode: 'EUR', amount: '2' }] }],
          })
          const gone = others.push(id) > 2 && others[others.length - 3]
          if (gone)
            await shop.staff.request(`mutation { deleteProduct(input: { id: "${gone}" }) { deletedId } }`)
        }
        const seen = await walk({ filter, sort: order }, size, backward, comeAndGo)
        for (const id of others) {
          await shop.staff.request(`mutation { deleteProduct(input: { id: "${id}" }) { deletedId } }`)
        }
        const strangers = new Set(others)
        expect(seen.filter((id) => !strangers.has(id))).toEqual(all)
        expect(new Set(seen).size).toBe(seen.length)
      }),
      { numRuns: 12 },
    )
  },
)

test('goes on from a product that has been deleted', async () => {
  const made = []
  const filter = { search: unique('vanishing').replaceAll('-', ' ') }
  for (let n = 0; n < 3; n++) {
    made.push(await createProduct(shop, { title: filter.search, handle: unique('vanish'), published: true }))
  }
  const first = await page({ filter, sort: { key: 'NEWEST' }, first: 1 })
  await shop.staff.request(`mutation { deleteProduct(input: { id: "${made[2]!.id}" }) { deletedId } }`)
  const second = await page({ filter, sort: { key: 'NEWEST' }, first: 1, after: first.pageInfo.endCursor })
  expect(second.nodes).toEqual([{ id: made[1]!.id }])
})

test('sorts titles as people do', async () => {
  const tag = unique('title')
  for (const title of ['zebra', 'Ähre', 'Apfel', 'apfel', 'Öl', 'Zander', 'École', 'eclair']) {
    await createProduct(shop, { title, handle: unique('title'), tags: [tag], published: true })
  }
  const titles = async (reverse: boolean) =>
    (
      await shop.guest.request<{ products: { nodes: { title: string }[] } }>(
        `{ products(filter: { tags: ["${tag}"] }, sort: { key: TITLE, reverse: ${reverse} }) { nodes { title } } }`,
      )
    ).products.nodes.map(({ title }) => title)
  const inOrder = ['Ähre', 'apfel', 'Apfel', 'eclair', 'École', 'Öl', 'Zander', 'zebra']
  expect(await titles(false)).toEqual(inOrder)
  expect(await titles(true)).toEqual(inOrder.toReversed())
})

test('sorts by the lowest price in a currency, and those without one last', async () => {
  const tag = unique('price')
  const prices = [['30', '5'], [], ['7']]
  for (const [index, amounts] of prices.entries()) {
    await createProduct(shop, {
      title: `${index}`,
      handle: unique('price'),
      tags: [tag],
      published: true,
      options: [{ name: 'Size' }],
      variants: (amounts.length > 0 ? amounts : ['x']).map((amount) => ({
        optionValues: [amount],
        prices: amount === 'x' ? [] : [{ currencyCode: 'EUR', amount }],
      })),
    })
  }
  const list = await shop.guest.request(
    `{ products(filter: { tags: ["${tag}"] }, sort: { key: PRICE, currencyCode: "EUR" }) { nodes { title } } }`,
  )
  expect(list).toEqual({ products: { nodes: [{ title: '0' }, { title: '2' }, { title: '1' }] } })
})

test('filters by price range of any variant, in a currency', async () => {
  const tag = unique('range')
  await createProduct(shop, {
    title: 'Range',
    handle: unique('range'),
    tags: [tag],
    published: true,
    options: [{ name: 'Size' }],
    variants: ['10', '100'].map((amount) => ({
      optionValues: [amount],
      prices: [{ currencyCode: 'EUR', amount }],
    })),
  })
  const count = async (range: string) =>
    (
      await shop.guest.request<{ products: { nodes: unknown[] } }>(
        `{ products(filter: { tags: ["${tag.toUpperCase()}"], price: ${range} }) { nodes { id } } }`,
      )
    ).products.nodes.length
  expect(await count('{ currencyCode: "EUR" }')).toBe(1)
  expect(await count('{ currencyCode: "EUR", min: "10", max: "10.00" }')).toBe(1)
  expect(await count('{ currencyCode: "EUR", min: "40", max: "60" }')).toBe(0)
  expect(await count('{ currencyCode: "USD", min: "0" }')).toBe(0)
})

test('finds words by their beginnings and by their stems, best matches first', async () => {
  const sku = unique('tp-12')
  const make = (title: string, more: Record<string, unknown> = {}) =>
    createProduct(shop, { title, handle: unique('word'), published: true, ...more })
  await make('Crème Teapot', { descriptionHtml: '<p>For brewing green leaves</p>', variants: [{ sku }] })
  await make('Green Cup')
  const find = async (search: string) =>
    (
      await shop.guest.request<{ products: { nodes: { title: string }[] } }>(
        'query ($filter: ProductFilterInput) { products(filter: $filter) { nodes { title } } }',
        { filter: { search } },
      )
    ).products.nodes.map(({ title }) => title)
  expect(await find('creme teapots')).toEqual(['Crème Teapot'])
  expect(await find('TEAP')).toEqual(['Crème Teapot'])
  expect(await find(sku)).toEqual(['Crème Teapot'])
  expect(await find('brewed')).toEqual(['Crème Teapot'])
  expect(await find('green')).toEqual(['Green Cup', 'Crème Teapot'])
  expect(await find('teapot cup')).toEqual([])
  expect(await find("') & | ! :* <-> \\ '")).toEqual([])
})

test('takes a search of nothing but space for none', async () => {
  const { nodes } = await page({ filter: { search: '  ', categoryHandle: 'walk' }, first: 100 })
  expect(nodes).toHaveLength(24)
})

test.each<[string, string, string]>([
  ['a page of none', 'first: 0', '`first` must be from 1 to 100.'],
  ['a page too large', 'first: 101', '`first` must be from 1 to 100.'],
  ['a cursor made up', 'first: 1, after: "abc"', 'The cursor is not one this field gave out'],
  ['a search too long', `filter: { search: "${'x'.repeat(201)}" }`, 'A search has at most 200 characters.'],
  [
    'an amount with too many decimals',
    'filter: { price: { currencyCode: "EUR", min: "1.234" } }',
    'more decimals',
  ],
  ['too many ids', `filter: { ids: [${'"x",'.repeat(101)}] }`, 'Ask for at most 100 ids at a time.'],
  ['too many tags', `filter: { tags: [${'"x",'.repeat(21)}] }`, 'Filter by at most 20 tags.'],
  ['prices to sort by in no currency', 'sort: { key: PRICE }', 'Sorting by PRICE needs a currency.'],
  [
    'relevance without a search',
    'sort: { key: RELEVANCE }',
    'Sorting by RELEVANCE needs a search in the filter.',
  ],
])('refuses %s', async (_, args, message) => {
  await expect(shop.guest.request(`{ products(${args}) { nodes { id } } }`)).rejects.toThrow(message)
})

test.each([
  ['NEWEST', 'Walker'],
  ['NEWEST', '0000-01-01 00:00:00+00'],
  ['NEWEST', '2026-02-31 00:00:00+00'],
  ['PRICE', '2026-01-01 00:00:00+00'],
  ['PRICE', '9223372036854775808'],
  ['RELEVANCE', 'Walker'],
  ['TITLE', '\0'],
])('sorted by %s, a cursor with %j is not one of its own', async (key, text) => {
  const after = Buffer.from(JSON.stringify([text, '01920000-0000-7000-8000-000000000001'])).toString(
    'base64url',
  )
  const order = { key, currencyCode: 'EUR' }
  await expect(page({ filter: { search: 'walker' }, sort: order, first: 1, after })).rejects.toThrow(
    'The cursor is not one this field gave out',
  )
})

test('nothing has a handle with NUL in it', async () => {
  const found = await shop.guest.request(
    'query ($handle: String!) { product(handle: $handle) { id } category(handle: $handle) { id } brand(handle: $handle) { id } }',
    { handle: 'walker\0' },
  )
  expect(found).toEqual({ product: null, category: null, brand: null })
})

test('pages through brands by name', async () => {
  for (const name of ['Zeta', 'alpha', 'Beta']) {
    await shop.staff.request(`mutation { createBrand(input: { name: "${name}" }) { errors { __typename } } }`)
  }
  const one = await shop.guest.request<{ brands: { nodes: unknown; pageInfo: { endCursor: string } } }>(
    '{ brands(first: 2) { nodes { name } pageInfo { endCursor } } }',
  )
  expect(one.brands.nodes).toEqual([{ name: 'alpha' }, { name: 'Beta' }])
  const two = await shop.guest.request(`{ brands(first: 2, after: "${one.brands.pageInfo.endCursor}") {
    nodes { name } edges { node { handle } } pageInfo { hasNextPage hasPreviousPage } } }`)
  expect(two).toEqual({
    brands: {
      nodes: [{ name: 'Zeta' }],
      edges: [{ node: { handle: 'zeta' } }],
      pageInfo: { hasNextPage: false, hasPreviousPage: true },
    },
  })
})
