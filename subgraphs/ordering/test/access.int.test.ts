import { newId } from '@tradewind/service'
import { errorsOf, type TestViewer } from '@tradewind/testkit'
import type { GraphQLClient } from 'graphql-request'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { basketOf, entities, findOrder, place } from './operations.ts'
import { openShop, staff, type Shop } from './shop.ts'

let shop: Shop
const annId = newId()
let order: { id: string; number: string }

beforeAll(async () => {
  shop = await openShop()
  const { variantIds } = await shop.stock()
  order = await place(await shop.as({ id: annId }), basketOf(variantIds[0]!))
})
afterAll(() => shop.close())

/** Every way to an order. Each gives the id of the order it reached, or null. */
const ways: Record<string, (client: GraphQLClient) => Promise<string | null | undefined>> = {
  'order by id': async (client) => (await findOrder(client, order.id))?.id,
  'order by id in capitals': async (client) => (await findOrder(client, order.id.toUpperCase()))?.id,
  'order by number': async (client) =>
    (
      await client.request<{ orderByNumber: { id: string } | null }>(
        'query ($number: String!) { orderByNumber(number: $number) { id } }',
        { number: order.number },
      )
    ).orderByNumber?.id,
  'reference from another subgraph': async (client) => {
    const [found] = await entities<{ id: string }>(client, '... on Order { id history { to } }', [
      { __typename: 'Order', id: order.id },
    ])
    return found?.id
  },
  'orders of the customer': async (client) => {
    const [customer] = await entities<{ orders: { nodes: { id: string }[] } | null }>(
      client,
      '... on Customer { orders(first: 10) { nodes { id } } }',
      [{ __typename: 'Customer', id: annId }],
    )
    return customer?.orders?.nodes[0]?.id
  },
}

const viewers: [string, TestViewer | undefined, boolean][] = [
  ['the customer', { id: annId }, true],
  ['staff who may read orders', { ...staff, scopes: ['orders:read'] }, true],
  ['another customer', { id: newId() }, false],
  ['staff who may only write orders', { roles: ['STAFF'], scopes: ['orders:write'] }, false],
]

describe.each(Object.entries(ways))('by the way of: %s', (_, reach) => {
  test.each(viewers)('%s', async (_who, viewer, mayReach) => {
    expect((await reach(await shop.as(viewer))) ?? null).toBe(mayReach ? order.id : null)
  })

  test('nobody who is not signed in', async () => {
    const client = await shop.as()
    const reached = await reach(client).catch((error: Error) => error)
    expect(reached instanceof Error ? reached.message : (reached ?? null)).toSatisfy(
      (it) => it === null || String(it).includes('Sign in first'),
    )
  })
})

test('my orders are mine alone', async () => {
  const mine = async (viewer: TestViewer): Promise<string[]> => {
    const { myOrders } = await (
      await shop.as(viewer)
    ).request<{ myOrders: { nodes: { id: string }[] } }>('{ myOrders { nodes { id } } }')
    return myOrders.nodes.map(({ id }) => id)
  }
  expect(await mine({ id: annId })).toEqual([order.id])
  expect(await mine({ id: newId() })).toEqual([])
  expect(await mine(staff)).toEqual([])
})

test('the list of all orders is for those who may read orders', async () => {
  const all = '{ orders { nodes { id } } }'
  expect(await (await shop.as(staff)).request(all)).toEqual({ orders: { nodes: [{ id: order.id }] } })
  for (const [viewer, code] of [
    [undefined, 'UNAUTHENTICATED'],
    [{ id: annId }, 'FORBIDDEN'],
    [{ scopes: ['orders:write'] }, 'FORBIDDEN'],
  ] as const) {
    const [error] = await errorsOf((await shop.as(viewer)).request(all))
    expect(error!.extensions).toMatchObject({ code })
  }
})

test('which account took a step is for staff to know', async () => {
  const who = `query ($id: ID!) { order(id: $id) { history { actor actorId } } }`
  expect(await (await shop.as(staff)).request(who, order)).toEqual({
    order: { history: [{ actor: 'CUSTOMER', actorId: annId }] },
  })
  const [error] = await errorsOf((await shop.as({ id: annId })).request(who, order))
  expect(error!.extensions).toMatchObject({ code: 'FORBIDDEN' })
})

test.each([
  ['forged', async () => 'forged'],
  ['expired', () => shop.tokenFor({ id: annId }, { expiresIn: '-1m' })],
  ['another issuer’s', () => shop.tokenFor({ id: annId }, { issuer: 'somebody-else' })],
])('a token that is %s is refused before anything is read', async (_, token) => {
  const client = await shop.as()
  client.setHeader('authorization', `Bearer ${await token()}`)
  const [error] = await errorsOf(client.request('{ myOrders { nodes { id } } }'))
  expect(error!.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
})

test.each(['', 'TW-1', 'TW-999999999', '0', "' OR 1=1", 'TW-100001\u0000'])(
  'there is no order with the number %j',
  async (number) => {
    const data = await (
      await shop.as(staff)
    ).request('query ($number: String!) { orderByNumber(number: $number) { id } }', { number })
    expect(data).toEqual({ orderByNumber: null })
  },
)

test.each(['', 'not-an-id', 'x'.repeat(10_000), 'a\u0000b'])(
  'there is no order with a malformed id (%#)',
  async (id) => {
    expect(await findOrder(await shop.as(staff), id)).toBeNull()
    const references = await entities(await shop.as(staff), '... on Order { number }', [
      { __typename: 'Order', id },
    ])
    expect(references).toEqual([null])
  },
)

test('a customer with a malformed id has no orders', async () => {
  const found = await entities(await shop.as(staff), '... on Customer { orders { nodes { id } } }', [
    { __typename: 'Customer', id: 'not-an-id' },
  ])
  expect(found).toEqual([{ orders: { nodes: [] } }])
})
