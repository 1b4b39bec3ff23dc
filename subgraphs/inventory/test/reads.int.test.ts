import { newId, type Running } from '@tradewind/service'
import { errorsOf, subgraphSurroundings, type SubgraphSurroundings } from '@tradewind/testkit'
import type { GraphQLClient } from 'graphql-request'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openDatabase, type Database } from '../data/database.ts'
import { createLocation } from '../data/locations.ts'
import { advance } from '../data/reservation-process.ts'
import { adjustStock } from '../data/stock-commands.ts'
import { start } from '../main.ts'
import { MAIN } from './inventory.ts'

let surroundings: SubgraphSurroundings
let inventory: Running
let database: Database
let client: GraphQLClient
let shed: string
/** A variant with 1 piece, one with 2, … and one with 9, all at the main location. */
let variants: string[]
/** Five orders, the oldest first; each wants a piece of the last two variants, and the last order too many. */
let orders: string[]

/** Far ahead, so that the alarms of these reservations do not go off. */
const at = (minute: number): Date => new Date(Date.UTC(2100, 2, 1, 9, minute))
const adjust = (variantId: string, delta: number, locationId = MAIN) =>
  adjustStock(
    database.prisma,
    { variantId, locationId, delta, reason: 'COUNTED', note: null, idempotencyKey: newId() },
    { actorId: newId(), at: at(0) },
  )

beforeAll(async () => {
  surroundings = await subgraphSurroundings('inventory')
  inventory = await start({ ...surroundings.environment, RESERVATION_MINUTES: 15, AVAILABILITY_CAP: 999 })
  client = await surroundings.client(inventory.url, { roles: ['STAFF'], scopes: ['inventory:read'] })
  database = openDatabase(surroundings.environment.DATABASE_URL)
  const location = { code: 'SHED', name: 'Shed', priority: 5, isDefault: false }
  shed = (await createLocation(database.prisma, location, at(0)))!.id
  variants = Array.from({ length: 9 }, newId).toSorted()
  for (const [index, variantId] of variants.entries()) await adjust(variantId, index + 1)
  orders = Array.from({ length: 5 }, newId)
  for (const [index, orderId] of orders.entries()) {
    const quantity = index === 4 ? 1_000 : 1
    const lines = variants.slice(-2).map((variantId) => ({ variantId, quantity }))
    await database.prisma.$transaction((tx) =>
      advance(tx, orderId, { type: 'placed', lines }, { at: at(index), holdFor: 900_000 }),
    )
  }
})
afterAll(async () => {
  await database.close()
  await inventory.stop()
  await surroundings.stop()
})

interface Page<Node> {
  nodes: Node[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string }
}

/** Asks for a field's page; gives the connection. */
async function page<Node>(field: string, args: string, nodes: string): Promise<Page<Node>> {
  const answer = await client.request<Record<string, Page<Node>>>(`{
    ${field}(${args}) { nodes { ${nodes} } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
  }`)
  return answer[field]!
}

/** Reads a list to its end in pages of two, forward and backward; both must give the same. */
async function readThrough<Node>(field: string, args: string, nodes: string): Promise<Node[]> {
  const forward: Node[] = []
  const backward: Node[] = []
  for (let cursor: string | null = '', next = true; next;) {
    const after: string = cursor ? `, after: "${cursor}"` : ''
    const read = await page<Node>(field, `${args} first: 2${after}`, nodes)
    forward.push(...read.nodes)
    cursor = read.pageInfo.endCursor
    next = read.pageInfo.hasNextPage
  }
  for (let cursor: string | null = '', next = true; next;) {
    const before: string = cursor ? `, before: "${cursor}"` : ''
    const read = await page<Node>(field, `${args} last: 2${before}`, nodes)
    backward.unshift(...read.nodes)
    cursor = read.pageInfo.startCursor
    next = read.pageInfo.hasPreviousPage
  }
  expect(backward).toEqual(forward)
  return forward
}

describe('stock levels', () => {
  test('come the least available first, page by page', async () => {
    const levels = await readThrough<{ available: number }>('stockLevels', '', 'available')
    // The last two variants have four pieces of eight and nine held for orders.
    expect(levels.map(({ available }) => available)).toEqual([1, 2, 3, 4, 4, 5, 5, 6, 7])
  })

  test('that run low', async () => {
    const levels = await readThrough<{ variant: { id: string } }>(
      'stockLevels',
      'filter: { availableAtMost: 3 },',
      'variant { id }',
    )
    expect(levels.map(({ variant }) => variant.id)).toEqual(variants.slice(0, 3))
  })

  test('of some variants, at one location', async () => {
    await adjust(variants[0]!, 7, shed)
    const filter = `filter: { variantIds: ["${variants[0]}", "no-id"], locationId: "${shed}" }`
    expect((await page('stockLevels', filter, 'onHand location { code }')).nodes).toEqual([
      { onHand: 7, location: { code: 'SHED' } },
    ])
    expect((await page('stockLevels', 'filter: { locationId: "no-id" }', 'onHand')).nodes).toEqual([])
    await adjust(variants[0]!, -7, shed)
  })

  test('one of them, or none', async () => {
    const ask = (variantId: string) =>
      client.request(`{ stockLevel(variantId: "${variantId}", locationId: "${MAIN}") { onHand reserved } }`)
    expect(await ask(variants[8]!)).toEqual({ stockLevel: { onHand: 9, reserved: 4 } })
    expect(await ask(newId())).toEqual({ stockLevel: null })
    expect(await ask('no-id')).toEqual({ stockLevel: null })
  })

  test.each([
    'first: 0',
    'first: 101',
    'first: 1, last: 1',
    'after: "eyJ4IjoxfQ"',
    `filter: { variantIds: ${JSON.stringify(Array.from({ length: 101 }, newId))} }`,
  ])('refuse %s', async (args) => {
    expect(await errorsOf(page('stockLevels', args.slice(0, 10_000), 'id'))).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT' } },
    ])
  })

  test('have a ledger that is read page by page, the newest entry first', async () => {
    const variantId = newId()
    for (const delta of [5, -1, 2]) await adjust(variantId, delta)
    const read = async (args: string) => {
      const answer = await client.request<{ stockLevel: { adjustments: Page<{ delta: number }> } }>(`{
        stockLevel(variantId: "${variantId}", locationId: "${MAIN}") {
          adjustments(${args}) { nodes { delta } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
        }
      }`)
      const { nodes, pageInfo } = answer.stockLevel.adjustments
      return { ...pageInfo, deltas: nodes.map(({ delta }) => delta) }
    }
    const newest = await read('first: 2')
    expect(newest).toMatchObject({ deltas: [2, -1], hasNextPage: true, hasPreviousPage: false })
    const oldest = await read(`first: 2, after: "${newest.endCursor}"`)
    expect(oldest).toMatchObject({ deltas: [5], hasNextPage: false, hasPreviousPage: true })
    expect(await read('last: 2')).toMatchObject({ deltas: [-1, 5], hasPreviousPage: true })
    expect(await read(`last: 2, before: "${oldest.startCursor}"`)).toMatchObject({ deltas: [2, -1] })
  })
})

describe('reservations', () => {
  test('come the newest first, page by page', async () => {
    const read = await readThrough<{ order: { id: string } }>('reservations', '', 'order { id }')
    expect(read.map(({ order }) => order.id)).toEqual(orders.toReversed())
  })

  test('by state, with what was short', async () => {
    const nodes =
      'order { id } expiresAt lines { variant { id } quantity availableWhenRefused allocations { quantity } }'
    const refused = await page('reservations', 'filter: { states: [REJECTED, REJECTED] }', nodes)
    expect(refused.nodes).toEqual([
      {
        order: { id: orders[4] },
        expiresAt: null,
        lines: [
          { variant: { id: variants[7] }, quantity: 1_000, availableWhenRefused: 4, allocations: [] },
          { variant: { id: variants[8] }, quantity: 1_000, availableWhenRefused: 5, allocations: [] },
        ],
      },
    ])
  })

  test('by order, with where the pieces are', async () => {
    const nodes =
      'state expiresAt lines { quantity availableWhenRefused allocations { quantity location { code } } }'
    const found = await page('reservations', `filter: { orderIds: ["${orders[0]}", "no-id"] }`, nodes)
    const line = {
      quantity: 1,
      availableWhenRefused: null,
      allocations: [{ quantity: 1, location: { code: 'MAIN' } }],
    }
    expect(found.nodes).toEqual([{ state: 'HELD', expiresAt: at(15).toISOString(), lines: [line, line] }])
  })

  test('are seen from the order, too', async () => {
    const representations = [...orders.slice(0, 1), newId()].map((id) => ({ __typename: 'Order', id }))
    const query = `query ($representations: [_Any!]!) {
      _entities(representations: $representations) { ... on Order { reservation { state } } }
    }`
    expect(await client.request(query, { representations })).toEqual({
      _entities: [{ reservation: { state: 'HELD' } }, { reservation: null }],
    })
    expect(await client.request(`{ reservation(orderId: "${orders[4]}") { state } }`)).toEqual({
      reservation: { state: 'REJECTED' },
    })
    expect(await client.request('{ reservation(orderId: "no-id") { state } }')).toEqual({ reservation: null })
  })
})

test('locations come in the order in which they serve orders', async () => {
  const read = await readThrough<{ code: string }>('locations', '', 'code')
  expect(read.map(({ code }) => code)).toEqual(['SHED', 'MAIN'])
  expect((await page('locations', 'active: false', 'code')).nodes).toEqual([])
})

describe('the number of statements does not grow with the rows', () => {
  /** The statements about stock that a request needs. */
  async function statementsOf(query: string, variables: object): Promise<number> {
    const spy = vi.spyOn(pg.Client.prototype, 'query')
    try {
      await client.request(query, variables)
      const texts = spy.mock.calls.map(([given]) =>
        typeof given === 'string' ? given : (given as { text?: string })?.text,
      )
      return texts.filter((text) => /stock_level|stock_adjustment|location|reservation/.test(text ?? ''))
        .length
    } finally {
      spy.mockRestore()
    }
  }

  const representations = (type: string, ids: string[]) => ({
    representations: ids.map((id) => ({ __typename: type, id })),
  })

  test.each([
    ['availability', 'ProductVariant', 'availability { available inStock }', 1],
    [
      'levels with their ledgers',
      'ProductVariant',
      'stockLevels { onHand location { name } variant { availability { available } } adjustments(first: 5) { nodes { delta } } }',
      4,
    ],
    [
      'reservations with their lines',
      'Order',
      'reservation { state lines { quantity variant { availability { available } } allocations { location { code } } } }',
      5,
    ],
  ])('%s', async (_, type, fields, expected) => {
    const query = `query ($representations: [_Any!]!) {
      _entities(representations: $representations) { ... on ${type} { ${fields} } }
    }`
    const ids = type === 'Order' ? orders : variants
    expect(await statementsOf(query, representations(type, ids.slice(-2, -1)))).toBe(expected)
    expect(await statementsOf(query, representations(type, ids))).toBe(expected)
  })
})
