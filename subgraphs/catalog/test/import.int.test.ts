import { eventually } from '@tradewind/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anyFile } from './arbitrary-file.ts'
import { csv, simple, type CsvRow } from './csv.ts'
import { createImporter, type Importer } from './importer.ts'
import { createProduct, openShop, published, unique, type Shop } from './shop.ts'

let shop: Shop
let importer: Importer
beforeAll(async () => {
  shop = await openShop()
  importer = createImporter(shop)
})
afterAll(() => shop.stop())

const START = `mutation ($input: StartProductImportInput!) { startProductImport(input: $input) {
  productImport { id state } errors { __typename ... on UserError { message path } } } }`

test('takes a file in through the API, and reports every row', async () => {
  const [pot, pan] = [unique('pot'), unique('pan')]
  const content = csv([
    simple(pot, {
      Vendor: 'Acme Import',
      Type: 'Import Kitchen',
      'Variant SKU': `'${pot}`,
      'Variant Inventory Qty': '3',
    }),
    simple(pan, { 'Variant Price': '19,90' }),
  ])
  const { startProductImport } = await shop.staff.request<{
    startProductImport: { productImport: { id: string } }
  }>(START, { input: { fileName: 'shop.csv', content, currencyCode: 'EUR' } })
  const { id } = startProductImport.productImport
  const report = await eventually(async () => {
    const { productImport } = await shop.staff.request<{ productImport: { state: string } }>(
      `{ productImport(id: "${id}") { fileName currencyCode state failure rowsTotal rowsRead created updated unchanged rejected
        rows(first: 1) { nodes { line handle outcome reason } pageInfo { hasNextPage } }
        rejects: rows(outcome: REJECTED) { nodes { line handle outcome reason } } } }`,
    )
    expect(productImport.state).toBe('COMPLETED')
    return productImport
  })
  expect(report).toEqual({
    fileName: 'shop.csv',
    currencyCode: 'EUR',
    state: 'COMPLETED',
    failure: null,
    rowsTotal: 2,
    rowsRead: 2,
    created: 1,
    updated: 0,
    unchanged: 0,
    rejected: 1,
    rows: {
      nodes: [{ line: 2, handle: pot, outcome: 'CREATED', reason: null }],
      pageInfo: { hasNextPage: true },
    },
    rejects: {
      nodes: [
        {
          line: 3,
          handle: pan,
          outcome: 'REJECTED',
          reason: 'Variant Price "19,90" has a comma; write it with a point for the decimals, like 1234.50.',
        },
      ],
    },
  })
  expect(
    await shop.guest.request(`{ product(handle: "${pot}") { title brand { name } categories { path }
      variants { sku price(currency: "EUR") { amount } } } pan: product(handle: "${pan}") { id } }`),
  ).toEqual({
    product: {
      title: `The ${pot}`,
      brand: { name: 'Acme Import' },
      categories: [{ path: 'import-kitchen' }],
      variants: [{ sku: pot, price: { amount: '9.99' } }],
    },
    pan: null,
  })
  const stock = (await published(shop.database, 'catalog.variant.stock-stated.v1')).at(-1)!
  expect(stock.data).toMatchObject({ variantId: stock.subject, sku: pot, quantity: 3, importId: id })
})

test.each<[string, Record<string, unknown>, string, string]>([
  [
    'a file without the columns',
    { content: 'a,b\n1,2\n' },
    'The first row does not name the columns',
    'content',
  ],
  ['an empty file', { content: '' }, 'The file is empty.', 'content'],
  [
    'text that is none',
    { content: 'Handle,Title\0' },
    'The file has NUL characters, which are not text.',
    'content',
  ],
  ['a file without a name', { fileName: ' ' }, 'The file name is empty.', 'fileName'],
])('refuses %s at once', async (_, input, message, field) => {
  expect(
    await shop.staff.request(START, {
      input: { fileName: 'x.csv', content: 'Handle,Title\n', currencyCode: 'EUR', ...input },
    }),
  ).toMatchObject({
    startProductImport: {
      productImport: null,
      errors: [{ __typename: 'InvalidInputError', message: expect.stringContaining(message), path: [field] }],
    },
  })
})

test('takes a file without rows for worked off', async () => {
  expect(await importer.import('Handle,Title\n')).toMatchObject({ state: 'COMPLETED', rowsTotal: 0 })
})

test('changes and publishes nothing when a file is imported again, whatever is in it', async () => {
  const { database } = shop
  const state = async () =>
    JSON.stringify(
      await database.prisma.$queryRaw`
    SELECT md5(string_agg(t.row, ',' ORDER BY t.row)) AS sum FROM (
      SELECT product::text || xmin AS row FROM product
      UNION ALL SELECT product_variant::text || xmin FROM product_variant
      UNION ALL SELECT variant_price::text || xmin FROM variant_price
      UNION ALL SELECT product_image::text || xmin FROM product_image
      UNION ALL SELECT product_option::text || xmin FROM product_option
      UNION ALL SELECT product_category::text || xmin FROM product_category
      UNION ALL SELECT brand::text || xmin FROM brand UNION ALL SELECT category::text || xmin FROM category
    ) AS t`,
    )
  await fc.assert(
    fc.asyncProperty(anyFile, async (rows) => {
      const content = csv(rows)
      const first = await importer.import(content)
      expect(first.created + first.updated + first.unchanged + first.rejected).toBe(first.rowsTotal)
      const [before, events] = [await state(), (await published(database)).length]
      const second = await importer.import(content)
      expect(second).toMatchObject({
        created: 0,
        updated: 0,
        unchanged: first.created + first.updated + first.unchanged,
        rejected: first.rejected,
      })
      expect(await state()).toBe(before)
      expect(await published(database)).toHaveLength(events)
    }),
    { numRuns: 15 },
  )
})

test('never takes half a product: one bad row rejects all rows of it, and no other product', async () => {
  const [good, bad] = [unique('good'), unique('bad')]
  const size = (handle: string, value: string, more: CsvRow = {}): CsvRow => ({
    Handle: handle,
    'Option1 Value': value,
    'Variant Price': '5',
    ...more,
  })
  const report = await importer.import(
    csv([
      simple(bad, { 'Option1 Name': 'Size', 'Option1 Value': 'S' }),
      size(bad, 'M', { 'Variant Inventory Qty': '-1' }),
      size(bad, 'L'),
      simple(''),
      simple(good),
    ]),
  )
  expect(report).toMatchObject({ created: 1, rejected: 4 })
  expect(await importer.rows(report.id)).toEqual([
    [
      2,
      'Not taken because of line 3 of the same product: Variant Inventory Qty is -1; a stock is zero or more.',
    ],
    [3, 'Variant Inventory Qty is -1; a stock is zero or more.'],
    [
      4,
      'Not taken because of line 3 of the same product: Variant Inventory Qty is -1; a stock is zero or more.',
    ],
    [5, 'The row has no handle, so it is not known which product it belongs to.'],
    [6, 'CREATED'],
  ])
  expect(await shop.database.prisma.product.count({ where: { handle: bad } })).toBe(0)
})

test('rejects rows of one handle that do not lie together, all of them', async () => {
  const [torn, other] = [unique('torn'), unique('other')]
  const report = await importer.import(csv([simple(torn), simple(other), simple(torn)]))
  expect(report).toMatchObject({ created: 1, rejected: 2 })
  expect(await shop.database.prisma.product.count({ where: { handle: torn } })).toBe(0)
})

test('rejects a SKU that another product has, be it of the shop or of the same file', async () => {
  const [sku, mine, first, second] = [unique('SKU'), unique('mine'), unique('first'), unique('second')]
  await createProduct(shop, { title: 'Mine', handle: mine, variants: [{ sku }] })
  const report = await importer.import(
    csv([
      simple(first, { 'Variant SKU': sku }),
      simple(second, { 'Variant SKU': `${sku}-2` }),
      simple(`${second}-b`, { 'Variant SKU': `${sku}-2` }),
    ]),
  )
  expect(await importer.rows(report.id)).toEqual([
    [2, `The SKU "${sku}" belongs to a variant of another product.`],
    [3, 'CREATED'],
    [4, `The SKU "${sku}-2" belongs to a variant of another product.`],
  ])
})

test('takes in what lies before a quotation mark that is never closed, and fails with the reason', async () => {
  const [whole, cut] = [unique('whole'), unique('cut')]
  const report = await importer.import(`${csv([simple(whole), simple(cut)])}${cut},"`)
  expect(report).toMatchObject({ state: 'FAILED', created: 1, rejected: 1, rowsTotal: 2 })
  expect(report.failure).toContain('The row after line 3 does not end')
  expect(await shop.database.prisma.product.count({ where: { handle: cut } })).toBe(0)
})

test('states stock only when the file says another figure than the one before', async () => {
  const handle = unique('stock')
  const stated = async () =>
    (await published(shop.database, 'catalog.variant.stock-stated.v1'))
      .map(({ data }) => data as { sku: string; quantity: number })
      .filter(({ sku }) => sku === handle)
      .map(({ quantity }) => quantity)
  const row = (quantity: string, more: CsvRow = {}) =>
    csv([simple(handle, { 'Variant SKU': handle, 'Variant Inventory Qty': quantity, ...more })])
  for (const quantity of ['3', '3', '', '3', '5']) await importer.import(row(quantity))
  expect(await stated()).toEqual([3, 5])
  // The product itself has not changed by that.
  expect(await shop.staff.request(`{ product(handle: "${handle}") { version } }`)).toEqual({
    product: { version: 1 },
  })
  expect(await importer.import(row('5', { Tags: 'new' }))).toMatchObject({ updated: 1 })
  expect(await stated()).toEqual([3, 5])
})

test('forgets reports after 90 days', async () => {
  const old = await importer.import('Handle,Title\n')
  const { prisma } = shop.database
  await prisma.productImport.update({
    where: { id: old.id },
    data: { finishedAt: new Date('2020-01-01T00:00:00Z'), requestedAt: new Date('2020-01-01T00:00:00Z') },
  })
  const fresh = await importer.import('Handle,Title\n')
  expect(
    await prisma.productImport.findMany({ where: { id: { in: [old.id, fresh.id] } }, select: { id: true } }),
  ).toEqual([{ id: fresh.id }])
})

test('keeps formulas as text', async () => {
  const handle = unique('formula')
  await importer.import(csv([simple(handle, { Title: '=1+1', Tags: '@SUM(A1)' })]))
  expect(await shop.guest.request(`{ product(handle: "${handle}") { title tags } }`)).toEqual({
    product: { title: '=1+1', tags: ['@SUM(A1)'] },
  })
})
