import { newId } from '@tradewind/service'
import { eventually, type TestSubscription, type TestViewer } from '@tradewind/testkit'
import type { GraphQLClient } from 'graphql-request'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { basketOf, cancelOrder, deliverOrder, place, shipOrder } from './operations.ts'
import { openShop, staff, type Shop } from './shop.ts'

let shop: Shop
const annId = newId()
let ann: GraphQLClient
let shirt: string

beforeAll(async () => {
  shop = await openShop()
  ann = await shop.as({ id: annId })
  shirt = (await shop.stock()).variantIds[0]!
})
afterAll(() => shop.close())

interface Updated {
  readonly orderUpdated: { readonly status: string; readonly history: readonly { readonly to: string }[] }
}

const watch = (orderId: string, viewer?: TestViewer): Promise<TestSubscription<Updated>> =>
  shop.subscribe<Updated>(
    'subscription ($orderId: ID!) { orderUpdated(orderId: $orderId) { status history { to } } }',
    { orderId },
    viewer,
  )

/** The steps in the history of the next event; its status is the last of them. */
async function steps(subscription: TestSubscription<Updated>): Promise<string[]> {
  const { status, history } = (await subscription.next()).orderUpdated
  expect(status).toBe(history.at(-1)?.to)
  return history.map(({ to }) => to)
}

test('tells an order’s customer and staff of every step, and completes with the order', async () => {
  const { id } = await place(ann, basketOf(shirt))
  const watching = [await watch(id, { id: annId }), await watch(id.toUpperCase(), staff)]
  const { reserved, authorised, committed } = shop.answers(id)
  const clerk = await shop.as(staff)
  const seen = ['PLACED']
  const stepped = async (step: () => Promise<unknown>, to: string) => {
    await step()
    seen.push(to)
    for (const subscription of watching) expect(await steps(subscription)).toEqual(seen)
  }
  for (const subscription of watching) expect(await steps(subscription)).toEqual(seen)
  await stepped(reserved, 'RESERVED')
  await stepped(authorised, 'AUTHORISED')
  await stepped(committed, 'CONFIRMED')
  await stepped(() => shipOrder(clerk, id), 'SHIPPED')
  await stepped(() => deliverOrder(clerk, id), 'DELIVERED')
  for (const subscription of watching) expect(await subscription.nextEvent()).toBeUndefined()
})

test('tells nothing of what came to nothing: a repeated message, a refused command', async () => {
  const { id } = await place(ann, basketOf(shirt))
  const subscription = await watch(id, { id: annId })
  expect(await steps(subscription)).toEqual(['PLACED'])
  await shop.answers(id).reserved()
  await shop.answers(id).reserved()
  const { errors } = await shipOrder(await shop.as(staff), id)
  expect(errors).toMatchObject([{ __typename: 'OrderNotShippableError' }])
  await cancelOrder(ann, id)
  let seen: string[] = []
  const events: string[][] = []
  while (seen.at(-1) !== 'CANCELLED') events.push((seen = await steps(subscription)))
  expect(seen).toEqual(['PLACED', 'RESERVED', 'CANCELLED'])
  expect(events.length).toBeLessThanOrEqual(2)
  expect(await subscription.nextEvent()).toBeUndefined()
})

test('of an order that has ended, tells how it ended', async () => {
  const { id } = await place(ann, basketOf(shirt))
  await cancelOrder(ann, id)
  const subscription = await watch(id, { id: annId })
  expect(await steps(subscription)).toEqual(['PLACED', 'CANCELLED'])
  expect(await subscription.nextEvent()).toBeUndefined()
})

test('tells anybody else the same as of an order that does not exist, and does not wait for it', async () => {
  const { id } = await place(ann, basketOf(shirt))
  const answers = []
  for (const [orderId, viewer] of [
    [id, { id: newId() }],
    [id, { roles: ['STAFF'], scopes: ['catalog:write'] }],
    [newId(), { id: annId }],
    ['not an id', { id: annId }],
  ] as const) {
    const subscription = await watch(orderId, viewer)
    answers.push(await subscription.nextEvent())
    expect(await subscription.nextEvent()).toBeUndefined()
  }
  expect(answers[0]).toMatchObject({
    data: null,
    errors: [
      { message: 'There is no such order.', path: ['orderUpdated'], extensions: { code: 'NOT_FOUND' } },
    ],
  })
  for (const answer of answers) expect(answer).toEqual(answers[0])
  const nobody = await (await watch(id)).nextEvent()
  expect(nobody?.errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' })
  await eventually(() => expect(shop.topics.watchers).toBe(0))
})
