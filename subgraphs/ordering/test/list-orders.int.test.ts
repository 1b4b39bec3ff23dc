import { newId } from '@tradewind/service'
import { countStatements, errorsOf } from '@tradewind/testkit'
import type { GraphQLClient } from 'graphql-request'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { address, basketOf, cancelOrder, entities, place } from './operations.ts'
import { aVariant, openShop, staff, type Shop } from './shop.ts'

let shop: Shop
let clerk: GraphQLClient
const customers = { ann: newId(), bob: newId(), cleo: newId() }
/** The ids of the orders, the oldest first: ann, bob, cleo, ann, bob, … */
const ids: string[] = []
const variants: string[] = []

beforeAll(async () => {
  shop = await openShop()
  clerk = await shop.as(staff)
  const skus = ['SHIRT-1', 'MUG-1']
  const { variantIds } = await shop.stock({ variants: skus.map((sku) => aVariant({ sku })) })
  variants.push(...variantIds)
  const clients = await Promise.all(Object.values(customers).map((id) => shop.as({ id })))
  for (let at = 0; at < 12; at++) {
    const name = at === 7 ? '50%_Off Ltd' : `Recipient ${at}`
    const { id } = await place(
      clients[at % 3]!,
      basketOf(variants[at % 2]!, { shippingAddress: { ...address, name } }),
    )
    ids.push(id)
  }
  // Three orders of the same millisecond, so that the id decides.
  const placedAt = new Date('2026-01-01T12:00:00.000Z')
  await shop.prisma.order.updateMany({ where: { id: { in: ids.slice(0, 3) } }, data: { placedAt } })
  await cancelOrder(clerk, ids[4]!)
})
afterAll(() => shop.close())

interface Page {
  readonly nodes: readonly { readonly id: string }[]
  readonly edges: readonly { readonly cursor: string }[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string
    readonly endCursor: string
  }
}
const pageFields =
  'nodes { id } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }'

async function list(variables: object = {}): Promise<Page> {
  const { orders } = await clerk.request<{ orders: Page }>(
    `query ($filter: OrderFilter, $sort: OrderSort! = PLACED_AT_DESC,
            $first: Int, $after: String, $last: Int, $before: String) {
      orders(filter: $filter, sort: $sort, first: $first, after: $after, last: $last, before: $before) {
        ${pageFields}
      }
    }`,
    variables,
  )
  return orders
}
const listed = async (variables?: object): Promise<string[]> =>
  (await list(variables)).nodes.map(({ id }) => id)
const newestFirst = () => ids.toReversed()

describe('the list of all orders', () => {
  test('is sorted as asked for', async () => {
    expect(await listed()).toEqual(newestFirst())
    expect(await listed({ sort: 'PLACED_AT_ASC' })).toEqual(ids)
    expect((await listed({ sort: 'UPDATED_AT_DESC' }))[0]).toBe(ids[4])
    expect((await listed({ sort: 'UPDATED_AT_ASC' })).at(-1)).toBe(ids[4])
  })

  test.each(['PLACED_AT_DESC', 'PLACED_AT_ASC', 'UPDATED_AT_DESC', 'UPDATED_AT_ASC'])(
    'page after page sorted by %s has every order once, forwards and backwards',
    async (sort) => {
      const all = await listed({ sort })
      const forwards: string[] = []
      for (let page = await list({ sort, first: 5 }); ;) {
        forwards.push(...page.nodes.map(({ id }) => id))
        if (!page.pageInfo.hasNextPage) break
        page = await list({ sort, first: 5, after: page.pageInfo.endCursor })
        expect(page.pageInfo.hasPreviousPage).toBe(true)
      }
      expect(forwards).toEqual(all)

      const backwards: string[] = []
      for (let page = await list({ sort, last: 5 }); ;) {
        backwards.unshift(...page.nodes.map(({ id }) => id))
        if (!page.pageInfo.hasPreviousPage) break
        page = await list({ sort, last: 5, before: page.pageInfo.startCursor })
      }
      expect(backwards).toEqual(all)
    },
  )

  test('by status, one or several', async () => {
    expect(await listed({ filter: { status: ['CANCELLED'] } })).toEqual([ids[4]])
    expect(await listed({ filter: { status: ['PLACED', 'CANCELLED'] } })).toHaveLength(12)
    expect(await listed({ filter: { status: ['SHIPPED'] } })).toEqual([])
    expect(await listed({ filter: { status: [] } })).toEqual([])
  })

  test('by customer', async () => {
    expect(await listed({ filter: { customerId: customers.ann } })).toEqual([ids[9], ids[6], ids[3], ids[0]])
    expect(await listed({ filter: { customerId: newId() } })).toEqual([])
    expect(await listed({ filter: { customerId: 'not-an-id' } })).toEqual([])
  })

  test('by when they were placed', async () => {
    const noon = '2026-01-01T12:00:00Z'
    const later = '2026-01-01T12:00:00.001Z'
    expect(await listed({ filter: { placedAfter: noon, placedBefore: later } })).toEqual([
      ids[2],
      ids[1],
      ids[0],
    ])
    expect(await listed({ filter: { placedBefore: noon } })).toEqual([])
    expect(await listed({ filter: { placedAfter: later } })).toHaveLength(9)
  })

  test('by number, stock keeping unit, or how the recipient’s name begins', async () => {
    const { number } = await shop.prisma.order.findUniqueOrThrow({ where: { id: ids[5]! } })
    for (const search of [`TW-${number}`, `tw-${number}`, String(number)]) {
      expect(await listed({ filter: { search } })).toEqual([ids[5]])
    }
    expect(await listed({ filter: { search: 'MUG-1' } })).toHaveLength(6)
    expect(await listed({ filter: { search: 'recipient 8' } })).toEqual([ids[8]])
    expect(await listed({ filter: { search: '50%_off' } })).toEqual([ids[7]])
    expect(await listed({ filter: { search: '%' } })).toEqual([])
    expect(await listed({ filter: { search: '_ecipient' } })).toEqual([])
  })

  test('by several conditions at once', async () => {
    const filter = { status: ['CANCELLED'], customerId: customers.bob, search: 'recipient 4' }
    expect(await listed({ filter })).toEqual([ids[4]])
    expect(await listed({ filter: { ...filter, customerId: customers.ann } })).toEqual([])
  })

  test.each([
    ['too long a page', { first: 101 }],
    ['no page', { first: 0 }],
    ['a negative page', { first: -1 }],
    ['both ends', { first: 1, last: 1 }],
    ['a forged cursor', { first: 1, after: 'bm90IGEgY3Vyc29y' }],
    ['a cursor of other things', { first: 1, after: Buffer.from('["x","y"]').toString('base64url') }],
    [
      'a cursor of a year that PostgreSQL does not have',
      {
        first: 1,
        after: Buffer.from('["0000-01-01T00:00:00Z","01920000-0000-7000-8000-000000000001"]').toString(
          'base64url',
        ),
      },
    ],
    ['an endless search', { filter: { search: 'x'.repeat(201) } }],
    ['a search for NUL', { filter: { search: 'a\u0000' } }],
    ['a status that is none', { filter: { status: ['LOST'] } }],
    ['a time that is none', { filter: { placedAfter: 'yesterday' } }],
  ])('refuses %s', async (_, variables) => {
    const [error] = await errorsOf(list(variables))
    expect(error!.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
  })

  test('takes the same number of statements for one order as for many', async () => {
    const document = `query ($first: Int!) { orders(first: $first) { nodes {
      number customer { id } total { amount } lines { name variant { id } } history { to } cancellation { reason }
    } } }`
    const counter = countStatements(shop.database.pool)
    await clerk.request(document, { first: 1 })
    expect(counter.texts).toHaveLength(4)
    counter.reset()
    await clerk.request(document, { first: 12 })
    expect(counter.texts).toHaveLength(4)
  })
})

describe('the orders of customers', () => {
  const ordersOf = async (client: GraphQLClient, customerIds: readonly string[], args: string) => {
    const found = await entities<{ orders: Page }>(
      client,
      `... on Customer { orders(${args}) { ${pageFields} } }`,
      customerIds.map((id) => ({ __typename: 'Customer', id })),
    )
    return found.map((customer) => customer!.orders)
  }

  test('are a page each, the newest first', async () => {
    const [anns, nobodys, bobs] = await ordersOf(clerk, [customers.ann, newId(), customers.bob], 'first: 3')
    expect(anns!.nodes.map(({ id }) => id)).toEqual([ids[9], ids[6], ids[3]])
    expect(anns!.pageInfo.hasNextPage).toBe(true)
    expect(nobodys!.nodes).toEqual([])
    expect(bobs!.nodes.map(({ id }) => id)).toEqual([ids[10], ids[7], ids[4]])
  })

  test('go on after a cursor, and are of one status when asked for', async () => {
    const ann = await shop.as({ id: customers.ann })
    const [first] = await ordersOf(ann, [customers.ann], 'first: 3')
    const [rest] = await ordersOf(ann, [customers.ann], `first: 3, after: "${first!.pageInfo.endCursor}"`)
    expect(rest!.nodes.map(({ id }) => id)).toEqual([ids[0]])
    const [last] = await ordersOf(ann, [customers.ann], 'last: 2')
    expect(last!.nodes.map(({ id }) => id)).toEqual([ids[3], ids[0]])
    const [cancelled] = await ordersOf(clerk, [customers.bob], 'status: CANCELLED')
    expect(cancelled!.nodes).toEqual([{ id: ids[4] }])
  })

  test('take the same number of statements for one customer as for many', async () => {
    const counter = countStatements(shop.database.pool)
    await ordersOf(clerk, Object.values(customers), 'first: 3')
    expect(counter.texts).toHaveLength(2)
  })

  test('and references to orders are fetched together', async () => {
    const counter = countStatements(shop.database.pool)
    const found = await entities<{ number: string }>(
      clerk,
      '... on Order { number lines { name } }',
      ids.map((id) => ({ __typename: 'Order', id })),
    )
    expect(found.every((order) => order?.number.startsWith('TW-'))).toBe(true)
    expect(counter.texts).toHaveLength(2)
  })
})
