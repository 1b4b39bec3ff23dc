import { newId } from '@tradewind/service'
import { errorsOf } from '@tradewind/testkit'
import type { GraphQLClient } from 'graphql-request'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { basketOf, cancelOrder, deliverOrder, findOrder, place, shipOrder } from './operations.ts'
import { openShop, staff, type Shop } from './shop.ts'

let shop: Shop
let ann: GraphQLClient
let bob: GraphQLClient
let clerk: GraphQLClient
let shirt: string

beforeAll(async () => {
  shop = await openShop()
  ann = await shop.as({ id: newId() })
  bob = await shop.as({ id: newId() })
  clerk = await shop.as(staff)
  const { variantIds } = await shop.stock()
  shirt = variantIds[0]!
})
afterAll(() => shop.close())

const placed = async (): Promise<string> => (await place(ann, basketOf(shirt))).id
const confirmed = async (): Promise<string> => {
  const id = await placed()
  await shop.confirm(id)
  return id
}
const shipped = async (): Promise<string> => {
  const id = await confirmed()
  await shipOrder(clerk, id)
  return id
}

describe('cancelling', () => {
  test('one’s own order is at the customer’s request, compensates, and forgets the payment token', async () => {
    const id = await placed()
    const { order, errors } = await cancelOrder(ann, id, { note: 'Bought it twice,\nsorry.' })
    expect(errors).toEqual([])
    expect(order).toMatchObject({
      status: 'CANCELLED',
      cancellation: {
        reason: 'CUSTOMER_REQUEST',
        message: 'The order was cancelled at your request.',
        note: 'Bought it twice,\nsorry.',
      },
      history: [
        { to: 'PLACED' },
        { from: 'PLACED', to: 'CANCELLED', reason: 'CUSTOMER_REQUEST', actor: 'CUSTOMER' },
      ],
    })
    expect((await shop.eventsOf(id)).at(-1)).toMatchObject({
      type: 'ordering.order.cancelled.v1',
      data: { orderId: id, reason: 'CUSTOMER_REQUEST' },
    })
    expect(await shop.prisma.order.findUnique({ where: { id } })).toMatchObject({ paymentToken: null })
  })

  test('by staff is their decision, or the customer’s request when they say so', async () => {
    const decided = await cancelOrder(clerk, await confirmed())
    expect(decided.order).toMatchObject({ cancellation: { reason: 'STAFF_DECISION' } })
    expect(decided.order!.history.at(-1)).toMatchObject({ from: 'CONFIRMED', actor: 'STAFF' })
    const asked = await cancelOrder(clerk, await confirmed(), { reason: 'CUSTOMER_REQUEST' })
    expect(asked.order).toMatchObject({ cancellation: { reason: 'CUSTOMER_REQUEST' } })
  })

  test('is not for customers to call a decision of the shop', async () => {
    const id = await placed()
    const { order, errors } = await cancelOrder(ann, id, { reason: 'STAFF_DECISION' })
    expect(order).toBeNull()
    expect(errors).toMatchObject([{ __typename: 'InvalidInputError', path: ['reason'] }])
    expect(await findOrder(ann, id)).toMatchObject({ status: 'PLACED' })
  })

  test('another’s order finds none, like an unknown or malformed id', async () => {
    const id = await placed()
    for (const [who, which] of [
      [bob, id],
      [bob, newId()],
      [bob, 'not-an-id'],
      [clerk, newId()],
    ] as const) {
      const { order, errors } = await cancelOrder(who, which)
      expect(order).toBeNull()
      expect(errors).toEqual([
        { __typename: 'OrderNotFoundError', message: 'There is no such order.', path: ['orderId'] },
      ])
    }
    expect(await findOrder(ann, id)).toMatchObject({ status: 'PLACED' })
  })

  test('a shipped or ended order is refused, with where it stands', async () => {
    const delivered = await shipped()
    await deliverOrder(clerk, delivered)
    const cancelled = await placed()
    await cancelOrder(ann, cancelled)
    const rejected = await placed()
    await shop.answers(rejected).reservationRejected()
    for (const [id, status] of [
      [await shipped(), 'SHIPPED'],
      [delivered, 'DELIVERED'],
      [cancelled, 'CANCELLED'],
      [rejected, 'REJECTED'],
    ] as const) {
      const { order, errors } = await cancelOrder(ann, id)
      expect(order).toBeNull()
      expect(errors).toMatchObject([{ __typename: 'OrderNotCancellableError', status, path: ['orderId'] }])
    }
  })

  test('twice with one key cancels once and answers alike; another input is a conflict', async () => {
    const id = await placed()
    const input = { idempotencyKey: newId(), note: 'Too large.' }
    const first = await cancelOrder(ann, id, input)
    const second = await cancelOrder(ann, id, input)
    expect(second).toEqual(first)
    expect((await shop.typesOf(id)).filter((type) => type === 'ordering.order.cancelled.v1')).toHaveLength(1)
    const { errors } = await cancelOrder(ann, id, { ...input, note: 'Too small.' })
    expect(errors).toMatchObject([{ __typename: 'IdempotencyConflict' }])
  })

  test.each([
    ['a huge note', { note: 'x'.repeat(100_000) }, 'note'],
    ['a NUL in the note', { note: 'a\u0000b' }, 'note'],
    ['an empty key', { idempotencyKey: '' }, 'idempotencyKey'],
  ])('is refused with %s', async (_, input, field) => {
    const { errors } = await cancelOrder(ann, await placed(), input)
    expect(errors).toMatchObject([{ __typename: 'InvalidInputError', path: [field] }])
  })
})

describe('shipping and delivering', () => {
  test('a confirmed order', async () => {
    const id = await confirmed()
    const shippedOrder = await shipOrder(clerk, id, {
      carrier: 'DHL',
      trackingNumber: '00340434161094042557',
    })
    expect(shippedOrder).toMatchObject({
      errors: [],
      order: {
        status: 'SHIPPED',
        shipment: { carrier: 'DHL', trackingNumber: '00340434161094042557', deliveredAt: null },
      },
    })
    const { order } = await deliverOrder(clerk, id)
    expect(order).toMatchObject({ status: 'DELIVERED', shipment: { carrier: 'DHL' } })
    expect(order!.shipment!.deliveredAt).toEqual(order!.updatedAt)
    expect(order!.history.map(({ to }) => to)).toEqual([
      'PLACED',
      'RESERVED',
      'AUTHORISED',
      'CONFIRMED',
      'SHIPPED',
      'DELIVERED',
    ])
    expect((await shop.typesOf(id)).slice(-2)).toEqual([
      'ordering.order.shipped.v1',
      'ordering.order.delivered.v1',
    ])
  })

  test('needs no tracking number', async () => {
    const { order } = await shipOrder(clerk, await confirmed(), { trackingNumber: null })
    expect(order).toMatchObject({ shipment: { trackingNumber: null } })
  })

  test('is refused out of turn, with where the order stands', async () => {
    expect((await shipOrder(clerk, await placed())).errors).toMatchObject([
      { __typename: 'OrderNotShippableError', status: 'PLACED' },
    ])
    expect((await shipOrder(clerk, await shipped())).errors).toMatchObject([
      { __typename: 'OrderNotShippableError', status: 'SHIPPED' },
    ])
    expect((await deliverOrder(clerk, await confirmed())).errors).toMatchObject([
      { __typename: 'OrderNotDeliverableError', status: 'CONFIRMED' },
    ])
  })

  test('finds no order that does not exist', async () => {
    for (const id of [newId(), 'not-an-id', 'x'.repeat(10_000)]) {
      expect((await shipOrder(clerk, id)).errors).toMatchObject([{ __typename: 'OrderNotFoundError' }])
      expect((await deliverOrder(clerk, id)).errors).toMatchObject([{ __typename: 'OrderNotFoundError' }])
    }
  })

  test('twice with one key ships once', async () => {
    const id = await confirmed()
    const input = { idempotencyKey: newId() }
    const first = await shipOrder(clerk, id, input)
    expect(await shipOrder(clerk, id, input)).toEqual(first)
    const { errors } = await shipOrder(clerk, id, { ...input, carrier: 'UPS' })
    expect(errors).toMatchObject([{ __typename: 'IdempotencyConflict' }])
  })

  test.each([{ carrier: '' }, { carrier: 'x'.repeat(101) }, { trackingNumber: 'x'.repeat(101) }])(
    'is refused with bad input (%#)',
    async (input) => {
      const { errors } = await shipOrder(clerk, await confirmed(), input)
      expect(errors).toMatchObject([{ __typename: 'InvalidInputError', path: [Object.keys(input)[0]] }])
    },
  )

  test('is for staff alone', async () => {
    const id = await confirmed()
    for (const [viewer, code] of [
      [await shop.as(), 'UNAUTHENTICATED'],
      [ann, 'FORBIDDEN'],
      [await shop.as({ scopes: ['orders:read'] }), 'FORBIDDEN'],
    ] as const) {
      for (const attempt of [shipOrder(viewer, id), deliverOrder(viewer, id)]) {
        const [error] = await errorsOf(attempt)
        expect(error!.extensions).toMatchObject({ code })
      }
    }
    expect(await findOrder(ann, id)).toMatchObject({ status: 'CONFIRMED' })
  })
})

describe('of two at the same time', () => {
  test('cancelling and shipping, one wins and the other learns where the order stands', async () => {
    for (const id of await Promise.all(Array.from({ length: 5 }, confirmed))) {
      const [cancelled, shippedOrder] = await Promise.all([cancelOrder(ann, id), shipOrder(clerk, id)])
      const order = (await findOrder(ann, id))!
      const outcome =
        order.status === 'CANCELLED'
          ? { winner: cancelled, loser: shippedOrder, error: 'OrderNotShippableError' }
          : { winner: shippedOrder, loser: cancelled, error: 'OrderNotCancellableError' }
      expect(outcome.winner).toMatchObject({ order: { status: order.status }, errors: [] })
      expect(outcome.loser.errors).toMatchObject([{ __typename: outcome.error, status: order.status }])
      expect(order.history).toHaveLength(5)
    }
  })

  test('cancelling and the last answer of inventory, the order is cancelled and told so once', async () => {
    for (const id of await Promise.all(Array.from({ length: 5 }, placed))) {
      const { reserved, authorised, committed } = shop.answers(id)
      await reserved()
      await authorised()
      const [{ errors }] = await Promise.all([cancelOrder(ann, id), committed()])
      expect(errors).toEqual([])
      expect(await findOrder(ann, id)).toMatchObject({ status: 'CANCELLED' })
      const types = await shop.typesOf(id)
      expect(types.filter((type) => type === 'ordering.order.cancelled.v1')).toHaveLength(1)
      expect(types.indexOf('ordering.order.confirmed.v1')).toBeLessThan(
        types.indexOf('ordering.order.cancelled.v1'),
      )
    }
  })

  test('ten cancellations with keys of their own, one cancels', async () => {
    const id = await placed()
    const payloads = await Promise.all(Array.from({ length: 10 }, () => cancelOrder(ann, id)))
    expect(payloads.filter(({ errors }) => errors.length === 0)).toHaveLength(1)
    expect((await findOrder(ann, id))!.history).toHaveLength(2)
  })
})
