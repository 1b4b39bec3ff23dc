import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProduct, openShop, published, unique, type CreatedProduct, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.stop())

const errors = 'errors { __typename ... on UserError { message path } }'
const CREATE = `mutation ($input: CreateProductInput!) { payload: createProduct(input: $input) {
  product { id handle } ${errors} ... on CreateProductPayload { errors {
    ... on HandleTakenError { handle } ... on SkuTakenError { sku } } } } }`
const UPDATE = `mutation ($input: UpdateProductInput!) { payload: updateProduct(input: $input) {
  product { handle title version tags brand { name } categories { handle } images { id url position } } ${errors}
  ... on UpdateProductPayload { errors { ... on ProductVersionConflictError { currentVersion } } } } }`

/** A mutation's payload. */
const send = async (document: string, input: unknown) =>
  (await shop.staff.request<{ payload: unknown }>(document, { input })).payload

/** What only the outbox tells of one product. */
const eventsOf = async (id: string) =>
  (await published(shop.database)).filter(({ subject }) => subject === id)

test('creates a product whole, in one call', async () => {
  const brand = unique('acme')
  await shop.staff.request(`mutation {
    createBrand(input: { name: "Acme", handle: "${brand}" }) { errors { __typename } }
    createCategory(input: { name: "Home" }) { errors { __typename } }
    createCategory2: createCategory(input: { name: "Pots & Vases", parentHandle: "home" }) { errors { __typename } }
  }`)
  const answer = await shop.staff.request(
    `mutation ($input: CreateProductInput!) { createProduct(input: $input) { errors { __typename } product {
      handle title description descriptionHtml tags status version
      brand { handle } categories { name path parent { name } ancestors { handle } }
      options { name values } images { url alt position } image { alt }
      priceRange(currency: "EUR") { min { amount currencyCode } max { amount } }
      none: priceRange(currency: "JPY") { min { amount } }
      variants { title sku barcode position weightGrams optionValues { name value } product { title }
        price(currency: "EUR") { amount currencyCode } compareAtPrice(currency: "EUR") { amount }
        yen: price(currency: "JPY") { amount }
        prices { price { amount currencyCode } compareAtPrice { amount } } } } } }`,
    {
      input: {
        title: 'Blue Café Mug',
        descriptionHtml: '<p onclick="x()">Holds <b>300 ml</b></p><script>x()</script>',
        brandHandle: brand,
        categoryHandles: ['pots-vases'],
        tags: ['Mug', 'mug', 'Blue'],
        options: [{ name: 'Size', values: ['Small', 'Large'] }],
        variants: [
          {
            optionValues: ['Small'],
            sku: 'MUG-S',
            barcode: '4006381333931',
            weightGrams: 300,
            prices: [
              { currencyCode: 'USD', amount: '11' },
              { currencyCode: 'EUR', amount: '9.9', compareAtAmount: '12.90' },
            ],
          },
          { optionValues: ['Large'], sku: 'MUG-L', prices: [{ currencyCode: 'EUR', amount: '14.50' }] },
        ],
        images: [
          { url: 'https://example.com/mug.jpg', alt: 'A blue mug' },
          { url: 'https://example.com/2.jpg' },
        ],
        published: true,
      },
    },
  )
  expect(answer).toEqual({
    createProduct: {
      errors: [],
      product: {
        handle: 'blue-cafe-mug',
        title: 'Blue Café Mug',
        description: 'Holds 300 ml',
        descriptionHtml: '<p>Holds <b>300 ml</b></p>',
        tags: ['Mug', 'Blue'],
        status: 'PUBLISHED',
        version: 1,
        brand: { handle: brand },
        categories: [
          {
            name: 'Pots & Vases',
            path: 'home/pots-vases',
            parent: { name: 'Home' },
            ancestors: [{ handle: 'home' }],
          },
        ],
        options: [{ name: 'Size', values: ['Small', 'Large'] }],
        images: [
          { url: 'https://example.com/mug.jpg', alt: 'A blue mug', position: 1 },
          { url: 'https://example.com/2.jpg', alt: null, position: 2 },
        ],
        image: { alt: 'A blue mug' },
        priceRange: { min: { amount: '9.90', currencyCode: 'EUR' }, max: { amount: '14.50' } },
        none: null,
        variants: [
          {
            title: 'Small',
            sku: 'MUG-S',
            barcode: '4006381333931',
            position: 1,
            weightGrams: 300,
            optionValues: [{ name: 'Size', value: 'Small' }],
            product: { title: 'Blue Café Mug' },
            price: { amount: '9.90', currencyCode: 'EUR' },
            compareAtPrice: { amount: '12.90' },
            yen: null,
            prices: [
              { price: { amount: '9.90', currencyCode: 'EUR' }, compareAtPrice: { amount: '12.90' } },
              { price: { amount: '11.00', currencyCode: 'USD' }, compareAtPrice: null },
            ],
          },
          {
            title: 'Large',
            sku: 'MUG-L',
            barcode: null,
            position: 2,
            weightGrams: null,
            optionValues: [{ name: 'Size', value: 'Large' }],
            product: { title: 'Blue Café Mug' },
            price: { amount: '14.50', currencyCode: 'EUR' },
            compareAtPrice: null,
            yen: null,
            prices: [{ price: { amount: '14.50', currencyCode: 'EUR' }, compareAtPrice: null }],
          },
        ],
      },
    },
  })
})

test('tells others of every change, and of nothing else', async () => {
  const { id, variants } = await createProduct(shop, {
    title: 'Told',
    handle: unique('told'),
    variants: [{ sku: unique('SKU'), prices: [{ currencyCode: 'EUR', amount: '9.90' }] }],
    images: [{ url: 'https://example.com/told.jpg' }],
  })
  await send(UPDATE, { id, tags: ['a'], descriptionHtml: 'b' })
  await send(UPDATE, { id, title: 'Told' })
  await send(UPDATE, { id, title: 'Told anew' })
  await shop.staff.request(`mutation { publishProduct(input: { id: "${id}" }) { errors { __typename } } }`)
  await shop.staff.request(`mutation { deleteProduct(input: { id: "${id}" }) { errors { __typename } } }`)
  const events = await eventsOf(id)
  expect(events.map(({ type, sequence }) => [type, sequence])).toEqual([
    ['catalog.product.changed.v1', 1],
    ['catalog.product.changed.v1', 2],
    ['catalog.product.changed.v1', 3],
    ['catalog.product.changed.v1', 4],
    ['catalog.product.deleted.v1', 5],
  ])
  expect(events[0]!.data).toMatchObject({
    productId: id,
    title: 'Told',
    published: false,
    imageUrl: 'https://example.com/told.jpg',
    variants: [{ variantId: variants[0]!.id, title: '', prices: [{ currencyCode: 'EUR', amount: '990' }] }],
  })
  // Of tags and descriptions caches are told, not to what they changed.
  expect(events[1]!.data).toEqual(events[0]!.data)
  expect(events[2]!.data).toMatchObject({ title: 'Told anew', published: false })
  expect(events[3]!.data).toMatchObject({ published: true })
})

test('changes only what the input names, and counts a version only for a change', async () => {
  const { id } = await createProduct(shop, { title: 'Plain', handle: unique('plain'), tags: ['a'] })
  expect(await send(UPDATE, { id, title: 'Plain' })).toMatchObject({ product: { version: 1, tags: ['a'] } })
  expect(await send(UPDATE, { id, title: 'Plainer' })).toMatchObject({
    product: { version: 2, title: 'Plainer', tags: ['a'] },
    errors: [],
  })
})

test('takes away what an update gives as null', async () => {
  const [brand, category] = [unique('brand'), unique('category')]
  await shop.staff.request(`mutation {
    createBrand(input: { name: "x", handle: "${brand}" }) { errors { __typename } }
    createCategory(input: { name: "x", handle: "${category}" }) { errors { __typename } }
  }`)
  const { id } = await createProduct(shop, {
    title: 'Full',
    handle: unique('full'),
    brandHandle: brand,
    categoryHandles: [category],
    tags: ['a'],
    images: [{ url: 'https://example.com/a.jpg' }],
  })
  const nothing = { brandId: null, categoryIds: null, tags: null, images: null, descriptionHtml: null }
  expect(await send(UPDATE, { id, ...nothing })).toMatchObject({
    product: { title: 'Full', brand: null, categories: [], tags: [], images: [] },
    errors: [],
  })
  expect(await send(UPDATE, { id, title: null, handle: null })).toMatchObject({
    product: null,
    errors: [{ path: ['title'] }, { path: ['handle'] }],
  })
})

test('refuses a change to a version that is not the present one', async () => {
  const { id } = await createProduct(shop, { title: 'Versioned', handle: unique('versioned') })
  await send(UPDATE, { id, title: 'Second', expectedVersion: 1 })
  expect(await send(UPDATE, { id, title: 'Third', expectedVersion: 1 })).toEqual({
    product: null,
    errors: [
      {
        __typename: 'ProductVersionConflictError',
        message: 'Somebody changed the product in the meantime; look at it again, then repeat your change.',
        path: ['expectedVersion'],
        currentVersion: 2,
      },
    ],
  })
})

test('lets one of two editors win who saw the same version', async () => {
  const { id } = await createProduct(shop, { title: 'Contested', handle: unique('contested') })
  const answers = await Promise.all(
    ['One', 'Two', 'Three'].map((title) => send(UPDATE, { id, title, expectedVersion: 1 })),
  )
  const won = answers.filter((answer) => (answer as { product: unknown }).product)
  expect(won).toHaveLength(1)
})

test('gives a handle to the first who asks for it, and numbers made ones', async () => {
  const handle = unique('race')
  const answers = (await Promise.all(
    Array.from({ length: 5 }, () => send(CREATE, { title: 'Race', handle })),
  )) as { product: CreatedProduct | null; errors: { __typename: string; handle?: string }[] }[]
  expect(answers.filter(({ product }) => product)).toHaveLength(1)
  expect(answers.flatMap((answer) => answer.errors)).toEqual(
    Array.from({ length: 4 }, () => expect.objectContaining({ __typename: 'HandleTakenError', handle })),
  )

  const title = unique('Made')
  const made = await Promise.all(Array.from({ length: 4 }, () => createProduct(shop, { title })))
  const plain = title.toLowerCase()
  expect(made.map((product) => product.handle).toSorted()).toEqual([
    plain,
    `${plain}-2`,
    `${plain}-3`,
    `${plain}-4`,
  ])
})

test('gives a SKU to the first who asks for it', async () => {
  const sku = unique('SKU')
  const answers = (await Promise.all(
    Array.from({ length: 4 }, () =>
      send(CREATE, { title: 'Sku', handle: unique('sku'), variants: [{ sku }] }),
    ),
  )) as { product: unknown; errors: unknown[] }[]
  expect(answers.filter(({ product }) => product)).toHaveLength(1)
  expect(answers.flatMap((answer) => answer.errors)).toEqual(
    Array.from({ length: 3 }, () => ({
      __typename: 'SkuTakenError',
      message: `The SKU "${sku}" belongs to a variant of another product.`,
      path: ['variants', '0', 'sku'],
      sku,
    })),
  )
})

test('writes nothing of a product that is refused', async () => {
  const before = await shop.database.prisma.product.count()
  const events = (await published(shop.database)).length
  await send(CREATE, { title: 'No', options: [{ name: 'Size' }], variants: [{}] })
  await send(CREATE, { title: 'No', brandHandle: 'nobody' })
  expect(await shop.database.prisma.product.count()).toBe(before)
  expect(await published(shop.database)).toHaveLength(events)
})

test.each<[string, Record<string, unknown>, string, string[]]>([
  ['an empty title', { title: '  ' }, 'The title is empty.', ['title']],
  ['a huge title', { title: 'x'.repeat(100_000) }, 'The title has at most 255 characters.', ['title']],
  ['a NUL character', { title: 'a\0b' }, 'The title has a NUL character, which is not text.', ['title']],
  [
    'half a character',
    { title: 'a\ud800b' },
    'The title has half a character, which is not text.',
    ['title'],
  ],
  [
    'a NUL in a reference',
    { title: 'a', brandHandle: 'b\0' },
    'There is no such id or handle.',
    ['brandHandle'],
  ],
  [
    'a handle that is none',
    { handle: 'My Mug' },
    'A handle has lower-case letters and digits, with single hyphens between; like "my-mug".',
    ['handle'],
  ],
  [
    'an image from nowhere',
    { images: [{ url: 'javascript:alert(1)' }] },
    'The address of an image begins with http:// or https://.',
    ['images', '0', 'url'],
  ],
  [
    'a negative weight',
    { variants: [{ weightGrams: -1 }] },
    'A weight is zero or more.',
    ['variants', '0', 'weightGrams'],
  ],
  [
    'a negative price',
    { variants: [{ prices: [{ currencyCode: 'EUR', amount: '-1.00' }] }] },
    'A price is zero or more, and below ten trillion.',
    ['variants', '0', 'prices', '0', 'amount'],
  ],
  [
    'a price with more decimals than the currency has',
    { variants: [{ prices: [{ currencyCode: 'JPY', amount: '1.5' }] }] },
    '1.5 has more decimals than JPY has (0).',
    ['variants', '0', 'prices', '0', 'amount'],
  ],
  [
    'too many tags',
    { tags: Array.from({ length: 251 }, (_, n) => `${n}`) },
    'The list of tags has at most 250 entries.',
    ['tags'],
  ],
  [
    'too long a description',
    { descriptionHtml: 'x'.repeat(100_001) },
    'The description has at most 100000 characters.',
    ['descriptionHtml'],
  ],
])('refuses %s', async (_, input, message, path) => {
  expect(await send(CREATE, { title: 'Mug', ...input })).toEqual({
    product: null,
    errors: [{ __typename: 'InvalidInputError', message, path }],
  })
})

test('refuses brands and categories that there are not', async () => {
  const unknown = '0198c5a2-0000-7000-8000-000000000000'
  const input = { title: 'Mug', categoryIds: [unknown, 'no-id'], categoryHandles: ['nowhere'] }
  expect(await send(CREATE, input)).toMatchObject({
    errors: [
      { __typename: 'CategoryNotFoundError', path: ['categoryIds', '0'] },
      { __typename: 'CategoryNotFoundError', path: ['categoryIds', '1'] },
      { __typename: 'CategoryNotFoundError', path: ['categoryHandles', '0'] },
    ],
  })
  for (const brand of [{ brandId: unknown }, { brandId: 'no-id' }, { brandHandle: 'nobody' }]) {
    expect(await send(CREATE, { title: 'Mug', ...brand })).toMatchObject({
      errors: [{ __typename: 'BrandNotFoundError', path: Object.keys(brand) }],
    })
  }
})

test.each(['0198c5a2-0000-7000-8000-000000000000', 'no-id'])('knows no product %s', async (id) => {
  const notFound = { __typename: 'ProductNotFoundError', message: 'There is no such product.', path: ['id'] }
  expect(await send(UPDATE, { id, title: 'x' })).toEqual({ product: null, errors: [notFound] })
  const none = await shop.staff.request(`mutation {
    a: publishProduct(input: { id: "${id}" }) { product { id } ${errors} }
    b: unpublishProduct(input: { id: "${id}" }) { product { id } ${errors} }
    c: deleteProduct(input: { id: "${id}" }) { deletedId ${errors} }
  }`)
  expect(none).toEqual({
    a: { product: null, errors: [notFound] },
    b: { product: null, errors: [notFound] },
    c: { deletedId: null, errors: [notFound] },
  })
})

test('replaces images and categories, and keeps the ids of images that stay', async () => {
  const { id } = await createProduct(shop, {
    title: 'Pictures',
    handle: unique('pictures'),
    images: [{ url: 'https://example.com/1.jpg' }, { url: 'https://example.com/2.jpg' }],
  })
  const images = (urls: string[]) =>
    send(UPDATE, { id, images: urls.map((url) => ({ url: `https://example.com/${url}` })) })
  const before = (await images(['2.jpg', '1.jpg'])) as { product: { images: { id: string }[] } }
  const after = await images(['3.jpg', '2.jpg'])
  expect(after).toMatchObject({
    product: { images: [{ position: 1 }, { id: before.product.images[0]!.id, position: 2 }] },
  })
})
