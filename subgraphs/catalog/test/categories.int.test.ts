import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProduct, openShop, published, unique, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.stop())

const errors = 'errors { __typename ... on UserError { message path } }'
const CREATE = `mutation ($input: CreateCategoryInput!) { payload: createCategory(input: $input) {
  category { id handle path position description } ${errors} } }`
const CHANGE = `mutation ($input: UpdateCategoryInput!) { payload: updateCategory(input: $input) {
  category { name handle path description position } ${errors} } }`
const MOVE = `mutation ($input: MoveCategoryInput!) { payload: moveCategory(input: $input) {
  category { path children { path children { path } } } ${errors} } }`
const DELETE = `mutation ($input: DeleteCategoryInput!) { payload: deleteCategory(input: $input) { deletedId ${errors} } }`
const CREATE_BRAND = `mutation ($input: CreateBrandInput!) { payload: createBrand(input: $input) {
  brand { id handle name } ${errors} } }`
const CHANGE_BRAND = `mutation ($input: UpdateBrandInput!) { payload: updateBrand(input: $input) {
  brand { name handle } ${errors} } }`

interface Payload {
  category: { id: string; handle: string; path: string } | null
  brand: { id: string; handle: string } | null
  errors: { __typename: string; message: string; path: string[] }[]
}
const send = async (document: string, input: unknown) =>
  (await shop.staff.request<{ payload: Payload }>(document, { input })).payload

/** Creates categories, each under the one before, and gives their ids. */
async function branch(...names: string[]): Promise<string[]> {
  const ids: string[] = []
  for (const name of names) {
    const { category } = await send(CREATE, { name, handle: unique(name), parentId: ids.at(-1) })
    ids.push(category!.id)
  }
  return ids
}

test('shows the tree from its roots, in the order of positions and names', async () => {
  const root = unique('tree')
  await send(CREATE, { name: 'Tree', handle: root, position: -5 })
  await send(CREATE, { name: 'b', handle: `${root}-b`, parentHandle: root })
  await send(CREATE, { name: 'Á', handle: `${root}-a`, parentHandle: root })
  await send(CREATE, { name: 'z', handle: `${root}-z`, parentHandle: root, position: -1 })
  await send(CREATE, { name: 'deep', handle: `${root}-deep`, parentHandle: `${root}-b` })
  const { categories } = await shop.guest.request<{
    categories: unknown[]
  }>(`{ categories { handle parent { id }
    children { name children { path parent { handle } ancestors { handle } } } } }`)
  expect(categories[0]).toEqual({
    handle: root,
    parent: null,
    children: [
      { name: 'z', children: [] },
      { name: 'Á', children: [] },
      {
        name: 'b',
        children: [
          {
            path: `${root}/${root}-b/${root}-deep`,
            parent: { handle: `${root}-b` },
            ancestors: [{ handle: root }, { handle: `${root}-b` }],
          },
        ],
      },
    ],
  })
})

test('finds a category by id or handle, and asks for exactly one of them', async () => {
  const [id] = await branch('found')
  const { category } = await shop.guest.request<{ category: { handle: string } }>(
    `{ category(id: "${id}") { handle } }`,
  )
  expect(await shop.guest.request(`{ category(handle: "${category.handle}") { id } }`)).toEqual({
    category: { id },
  })
  expect(
    await shop.guest.request('{ a: category(id: "no-id") { id } b: category(handle: "no") { id } }'),
  ).toEqual({
    a: null,
    b: null,
  })
  await expect(shop.guest.request('{ category { id } }')).rejects.toThrow(
    'Give exactly one of `id` and `handle`.',
  )
  await expect(shop.guest.request('{ brand(id: "a", handle: "b") { id } }')).rejects.toThrow('exactly one')
})

test('moves a category with all below it, and its products with them', async () => {
  const [, garden, pots] = (await branch('home', 'garden', 'pots')) as [string, string, string]
  const [sale] = (await branch('sale')) as [string]
  const product = await createProduct(shop, {
    title: 'Pot',
    handle: unique('pot'),
    categoryIds: [pots],
    published: true,
  })
  const inSale = async () =>
    (
      await shop.guest.request<{ products: { nodes: { id: string }[] } }>(
        `{ products(filter: { categoryId: "${sale}" }) { nodes { id } } }`,
      )
    ).products.nodes
  expect(await inSale()).toEqual([])
  await send(MOVE, { id: garden, parentId: sale })
  expect(await inSale()).toEqual([{ id: product.id }])
  await send(MOVE, { id: garden, parentId: null })
  expect(await inSale()).toEqual([])
})

test('refuses a cycle, however it would come about', async () => {
  const [top, middle, bottom] = (await branch('top', 'middle', 'bottom')) as [string, string, string]
  for (const parentId of [top, middle, bottom]) {
    expect(await send(MOVE, { id: top, parentId })).toMatchObject({
      category: null,
      errors: [{ __typename: 'CategoryCycleError', path: ['parentId'] }],
    })
  }
  const [a, b] = [(await branch('a'))[0], (await branch('b'))[0]]
  const answers = await Promise.all([send(MOVE, { id: a, parentId: b }), send(MOVE, { id: b, parentId: a })])
  expect(answers.flatMap((answer) => answer.errors.map(({ __typename }) => __typename))).toEqual([
    'CategoryCycleError',
  ])
})

test('refuses more than ten levels', async () => {
  const ids = await branch('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j')
  expect(await send(CREATE, { name: 'k', parentId: ids.at(-1) })).toMatchObject({
    errors: [
      { __typename: 'CategoryTooDeepError', message: 'The tree of categories has 10 levels at most.' },
    ],
  })
  const [other] = await branch('other')
  expect(await send(MOVE, { id: other, parentId: ids.at(-1) })).toMatchObject({
    errors: [{ __typename: 'CategoryTooDeepError' }],
  })
})

test('changes what is named of a category', async () => {
  const [id] = await branch('changing')
  expect(await send(CHANGE, { id, name: 'New', description: 'All of it', position: 3 })).toMatchObject({
    category: { name: 'New', description: 'All of it', position: 3 },
  })
  expect(await send(CHANGE, { id, description: null })).toMatchObject({
    category: { name: 'New', description: null },
  })
})

test('deletes a category that has none below it, and leaves its products', async () => {
  const [parent, child] = (await branch('parent', 'child')) as [string, string]
  const { id } = await createProduct(shop, { title: 'Stays', handle: unique('stays'), categoryIds: [child] })
  expect(await send(DELETE, { id: parent })).toMatchObject({
    deletedId: null,
    errors: [
      { __typename: 'CategoryNotEmptyError', message: 'Move or delete the categories below it first.' },
    ],
  })
  expect(await send(DELETE, { id: child })).toEqual({ deletedId: child, errors: [] })
  expect(await shop.staff.request(`{ product(id: "${id}") { categories { id } version } }`)).toEqual({
    product: { categories: [], version: 2 },
  })
})

test('refuses taken handles, unknown parents and bad values of categories', async () => {
  const handle = unique('taken')
  await send(CREATE, { name: 'Taken', handle })
  const [id] = await branch('second')
  expect(await send(CREATE, { name: 'Again', handle })).toMatchObject({
    errors: [{ __typename: 'HandleTakenError' }],
  })
  expect(await send(CHANGE, { id, handle })).toMatchObject({ errors: [{ __typename: 'HandleTakenError' }] })
  expect((await send(CREATE, { name: handle })).category!.handle).toBe(`${handle}-2`)
  for (const parent of [{ parentId: 'no-id' }, { parentId: crypto.randomUUID() }, { parentHandle: 'no' }]) {
    expect(await send(CREATE, { name: 'x', ...parent })).toMatchObject({
      errors: [{ __typename: 'CategoryNotFoundError', path: Object.keys(parent) }],
    })
  }
  for (const unknown of ['no-id', crypto.randomUUID()]) {
    const notFound = { errors: [{ __typename: 'CategoryNotFoundError', path: ['id'] }] }
    expect(await send(CHANGE, { id: unknown, name: 'x' })).toMatchObject(notFound)
    expect(await send(MOVE, { id: unknown, parentId: null })).toMatchObject(notFound)
    expect(await send(DELETE, { id: unknown })).toMatchObject(notFound)
  }
  expect(await send(CREATE, { name: '', handle: 'A', description: 'x'.repeat(5_001) })).toMatchObject({
    errors: [{ path: ['name'] }, { path: ['handle'] }, { path: ['description'] }],
  })
})

test('makes one of several categories at once that want the same handle', async () => {
  const handle = unique('race')
  const answers = await Promise.all(Array.from({ length: 4 }, () => send(CREATE, { name: 'Race', handle })))
  expect(answers.filter(({ category }) => category)).toHaveLength(1)
})

test('creates, renames and deletes a brand; its products are found by its name', async () => {
  const handle = unique('brand')
  const { brand } = await send(CREATE_BRAND, { name: 'Oldname', handle })
  const { id } = await createProduct(shop, {
    title: 'Kettle',
    handle: unique('kettle'),
    brandHandle: handle,
    published: true,
  })
  const find = async (search: string) =>
    (
      await shop.guest.request<{ products: { nodes: { id: string }[] } }>(
        `{ products(filter: { search: "${search}" }) { nodes { id } } }`,
      )
    ).products.nodes.map((node) => node.id)
  expect(await find('kettle oldname')).toEqual([id])
  expect(await send(CHANGE_BRAND, { id: brand!.id, name: 'Newname' })).toMatchObject({
    brand: { name: 'Newname', handle },
  })
  expect([await find('oldname'), await find('newname')]).toEqual([[], [id]])
  await shop.staff.request(`mutation { deleteBrand(input: { id: "${brand!.id}" }) { deletedId } }`)
  expect(await find('newname')).toEqual([])
  expect(await shop.staff.request(`{ product(id: "${id}") { brand { id } version } }`)).toEqual({
    product: { brand: null, version: 2 },
  })
})

test('refuses taken handles and unknown ids of brands', async () => {
  const handle = unique('brand')
  const { brand } = await send(CREATE_BRAND, { name: 'First', handle })
  expect(await send(CREATE_BRAND, { name: 'Second', handle })).toMatchObject({
    errors: [{ __typename: 'HandleTakenError' }],
  })
  expect(await send(CREATE_BRAND, { name: ' ' })).toMatchObject({
    errors: [{ __typename: 'InvalidInputError', message: 'The name is empty.', path: ['name'] }],
  })
  const other = await send(CREATE_BRAND, { name: 'Other' })
  expect(await send(CHANGE_BRAND, { id: other.brand!.id, handle })).toMatchObject({
    errors: [{ __typename: 'HandleTakenError' }],
  })
  expect(await send(CHANGE_BRAND, { id: brand!.id, handle })).toMatchObject({ errors: [] })
  for (const id of ['no-id', crypto.randomUUID()]) {
    expect(await send(CHANGE_BRAND, { id, name: 'x' })).toMatchObject({
      errors: [{ __typename: 'BrandNotFoundError' }],
    })
    expect(
      await shop.staff.request(
        `mutation { deleteBrand(input: { id: "${id}" }) { deletedId errors { __typename } } }`,
      ),
    ).toEqual({ deleteBrand: { deletedId: null, errors: [{ __typename: 'BrandNotFoundError' }] } })
  }
})

test('tells others of every change to a brand or a category', async () => {
  const eventsOf = async (id: string) =>
    (await published(shop.database)).filter(({ subject }) => subject === id)
  const handle = unique('told')
  const { brand } = await send(CREATE_BRAND, { name: 'Told', handle })
  await send(CHANGE_BRAND, { id: brand!.id, name: 'Told anew' })
  await shop.staff.request(`mutation { deleteBrand(input: { id: "${brand!.id}" }) { deletedId } }`)
  const brandId = brand!.id
  expect(await eventsOf(brandId)).toMatchObject([
    { type: 'catalog.brand.changed.v1', data: { brandId, handle, name: 'Told' } },
    { type: 'catalog.brand.changed.v1', data: { brandId, handle, name: 'Told anew' } },
    { type: 'catalog.brand.deleted.v1', data: { brandId } },
  ])

  const [parentId, categoryId] = await branch('above', 'below')
  await send(CHANGE, { id: categoryId, description: 'What is below' })
  await send(MOVE, { id: categoryId, parentId: null })
  await send(DELETE, { id: categoryId })
  expect(await eventsOf(categoryId!)).toMatchObject([
    { type: 'catalog.category.changed.v1', data: { categoryId, name: 'below', parentId } },
    { type: 'catalog.category.changed.v1', data: { categoryId, name: 'below', parentId } },
    { type: 'catalog.category.changed.v1', data: { categoryId, name: 'below', parentId: null } },
    { type: 'catalog.category.deleted.v1', data: { categoryId } },
  ])
})

test('knows brands and categories by what other subgraphs know them by', async () => {
  const { brand } = await send(CREATE_BRAND, { name: 'Known' })
  const [id] = await branch('known')
  const representations = [
    { __typename: 'Brand', id: brand!.id.toUpperCase() },
    { __typename: 'Category', id },
    { __typename: 'Brand', id: 'no-id' },
    { __typename: 'Category', id: crypto.randomUUID() },
  ]
  expect(
    await shop.guest.request(
      `query ($of: [_Any!]!) { _entities(representations: $of) {
        ... on Brand { name } ... on Category { title: name } } }`,
      { of: representations },
    ),
  ).toEqual({ _entities: [{ name: 'Known' }, { title: 'known' }, null, null] })
})
