import { newId } from '@tradewind/service'
import { countStatements, errorsOf } from '@tradewind/testkit'
import type { GraphQLClient } from 'graphql-request'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { address, basketOf, place, placeOrder } from './operations.ts'
import { aVariant, openShop, type Shop } from './shop.ts'

let shop: Shop
let ann: GraphQLClient
const annId = newId()
let shirt: string

beforeAll(async () => {
  shop = await openShop({ ORDER_MAX_LINES: '5', ORDER_MAX_TOTAL: '1000000' })
  ann = await shop.as({ id: annId })
  const { variantIds } = await shop.stock()
  shirt = variantIds[0]!
})
afterAll(() => shop.close())

describe('an order', () => {
  test('comes back PLACED, named and priced as catalog has it, with its first step in the history', async () => {
    const order = await place(ann, basketOf(shirt, { lines: [{ variantId: shirt, quantity: 2 }] }))
    expect(order).toMatchObject({
      number: expect.stringMatching(/^TW-1\d{5}$/),
      status: 'PLACED',
      customer: { id: annId },
      total: { amount: '25.80', currencyCode: 'EUR' },
      lines: [
        {
          variantId: shirt,
          variant: { id: shirt },
          name: 'Linen shirt',
          variantTitle: 'Large / Blue',
          sku: 'SHIRT-L-BLUE',
          imageUrl: 'https://images.example/linen-shirt.jpg',
          quantity: 2,
          unitPrice: { amount: '12.90', currencyCode: 'EUR' },
          total: { amount: '25.80', currencyCode: 'EUR' },
        },
      ],
      shippingAddress: {
        ...address,
        company: null,
        line2: null,
        region: null,
        postalCode: null,
        phone: null,
      },
      history: [{ from: null, to: 'PLACED', reason: null, note: null, actor: 'CUSTOMER' }],
      rejection: null,
      cancellation: null,
      shipment: null,
    })
  })

  test('is announced with its lines, and has two minutes to be reserved', async () => {
    const { id } = await place(ann, basketOf(shirt))
    const events = await shop.eventsOf(id)
    expect(events).toMatchObject([
      {
        type: 'ordering.order.placed.v1',
        data: { orderId: id, customerId: annId, lines: [{ variantId: shirt, quantity: 1 }] },
        deliverAt: null,
      },
      { type: 'ordering.order.step-due.v1', data: { orderId: id, status: 'PLACED' } },
    ])
    const wait = events[1]!.deliverAt!.getTime() - events[1]!.time.getTime()
    expect(wait).toBeGreaterThan(115_000)
    expect(wait).toBeLessThanOrEqual(120_000)
  })

  test('keeps its names and prices when the product changes or goes', async () => {
    const { productId, variantIds } = await shop.stock({ title: 'Enamel mug' })
    const { id } = await place(ann, basketOf(variantIds[0]!))
    await shop.stock({ productId, title: 'Tin mug', variants: [] }, 2)
    const { order } = await ann.request<{ order: unknown }>(
      `query ($id: ID!) { order(id: $id) { lines { name unitPrice { amount } } } }`,
      { id },
    )
    expect(order).toEqual({ lines: [{ name: 'Enamel mug', unitPrice: { amount: '12.90' } }] })
  })

  test('makes lines of the same variant one line', async () => {
    const lines = [2, 1, 3].map((quantity) => ({ variantId: shirt, quantity }))
    const order = await place(ann, basketOf(shirt, { lines }))
    expect(order.lines).toMatchObject([{ variantId: shirt, quantity: 6 }])
  })

  test('numbers rise', async () => {
    const first = await place(ann, basketOf(shirt))
    const second = await place(ann, basketOf(shirt))
    expect(Number(second.number.slice(3))).toBeGreaterThan(Number(first.number.slice(3)))
  })

  test('its payment token is in no field of the API', async () => {
    const { __type } = await ann.request<{ __type: { fields: { name: string }[] } }>(
      '{ __type(name: "Order") { fields { name } } }',
    )
    expect(__type.fields.map(({ name }) => name).filter((name) => /token|payment/i.test(name))).toEqual([])
  })

  test('costs the same number of statements whatever its number of lines', async () => {
    const { variantIds } = await shop.stock({ variants: Array.from({ length: 5 }, () => aVariant()) })
    const counter = countStatements(shop.database.pool)
    await place(ann, basketOf(shirt))
    const forOneLine = counter.texts.length
    counter.reset()
    await place(ann, basketOf(shirt, { lines: variantIds.map((variantId) => ({ variantId, quantity: 1 })) }))
    expect(counter.texts.length).toBe(forOneLine)
    expect(forOneLine).toBeLessThanOrEqual(11)
  })
})

describe('an order is refused', () => {
  const refusal = async (input: unknown) => {
    const before = await shop.prisma.order.count()
    const { order, errors } = await placeOrder(ann, input)
    expect(order).toBeNull()
    expect(await shop.prisma.order.count()).toBe(before)
    return errors
  }

  test('when it is empty', async () => {
    expect(await refusal(basketOf(shirt, { lines: [] }))).toMatchObject([{ __typename: 'EmptyOrderError' }])
  })

  test('when it has too many lines', async () => {
    const lines = Array.from({ length: 6 }, () => ({ variantId: newId(), quantity: 1 }))
    expect(await refusal(basketOf(shirt, { lines }))).toMatchObject([
      { __typename: 'OrderTooLargeError', dimension: 'LINES', path: ['lines'] },
    ])
  })

  test('when it wants too many pieces', async () => {
    expect(await refusal(basketOf(shirt, { lines: [{ variantId: shirt, quantity: 10_001 }] }))).toMatchObject(
      [
        { __typename: 'OrderTooLargeError', dimension: 'QUANTITY', path: ['lines', '0', 'quantity'] },
        { __typename: 'OrderTooLargeError', dimension: 'TOTAL' },
      ],
    )
  })

  test('when it comes to too much', async () => {
    const errors = await refusal(basketOf(shirt, { lines: [{ variantId: shirt, quantity: 800 }] }))
    expect(errors).toMatchObject([{ __typename: 'OrderTooLargeError', dimension: 'TOTAL' }])
    expect(errors[0]!.message).toContain('10000.00 EUR')
  })

  test.each([0, -1, -2_147_483_648])('when it wants %d pieces', async (quantity) => {
    expect(await refusal(basketOf(shirt, { lines: [{ variantId: shirt, quantity }] }))).toMatchObject([
      { __typename: 'InvalidInputError', path: ['lines', '0', 'quantity'] },
    ])
  })

  test.each([
    'not-an-id',
    '0190a000-0000-7000-8000-000000000001',
    "'; DROP TABLE order; --",
    'x'.repeat(100_000),
  ])('when a variant is unknown (%#)', async (variantId) => {
    expect(await refusal(basketOf(variantId))).toMatchObject([
      { __typename: 'ProductUnavailableError', variantId, path: ['lines', '0', 'variantId'] },
    ])
  })

  test('when a product is not published', async () => {
    const { variantIds } = await shop.stock({ published: false })
    expect(await refusal(basketOf(variantIds[0]!))).toMatchObject([
      { __typename: 'ProductUnavailableError', variantId: variantIds[0] },
    ])
  })

  test('when a variant has no price in the currency', async () => {
    expect(await refusal(basketOf(shirt, { currencyCode: 'GBP' }))).toMatchObject([
      { __typename: 'PriceUnavailableError', variantId: shirt, currencyCode: 'GBP' },
    ])
  })

  test('when the price is no longer the expected one, and says what it is now', async () => {
    const lines = [{ variantId: shirt, quantity: 1, expectedUnitPrice: '11.90' }]
    expect(await refusal(basketOf(shirt, { lines }))).toMatchObject([
      {
        __typename: 'PriceChangedError',
        variantId: shirt,
        currentUnitPrice: { amount: '12.90', currencyCode: 'EUR' },
        path: ['lines', '0', 'expectedUnitPrice'],
      },
    ])
  })

  test('when an amount has more decimals than its currency', async () => {
    const lines = [{ variantId: shirt, quantity: 1, expectedUnitPrice: '12.901' }]
    expect(await refusal(basketOf(shirt, { lines }))).toMatchObject([
      { __typename: 'InvalidInputError', path: ['lines', '0', 'expectedUnitPrice'] },
    ])
  })

  test.each([
    ['an empty name', { name: '' }, 'name'],
    ['a name of spaces', { name: '   ' }, 'name'],
    ['a huge name', { name: 'x'.repeat(100_000) }, 'name'],
    ['a NUL in the city', { city: 'Ham\u0000burg' }, 'city'],
    ['two lines in one', { line1: 'Hafenstraße 4\nHinterhaus' }, 'line1'],
    ['half a surrogate pair', { city: 'Hamburg\ud800' }, 'city'],
    ['a country that is none', { countryCode: 'XX' }, 'countryCode'],
    ['a country by its name', { countryCode: 'Germany' }, 'countryCode'],
  ])('when the address has %s', async (_, part, field) => {
    expect(await refusal(basketOf(shirt, { shippingAddress: { ...address, ...part } }))).toMatchObject([
      { __typename: 'InvalidInputError', path: ['shippingAddress', field] },
    ])
  })

  test.each(['', ' ', 'x'.repeat(201), 'tok\u0000'])(
    'when the payment token is empty, too long or not text (%#)',
    async (paymentToken) => {
      expect(await refusal(basketOf(shirt, { paymentToken }))).toMatchObject([
        { __typename: 'InvalidInputError', path: ['paymentToken'] },
      ])
    },
  )

  test.each(['', 'x'.repeat(201), 'k\u0000'])(
    'when the idempotency key is empty, too long or not text (%#)',
    async (idempotencyKey) => {
      expect(await refusal(basketOf(shirt, { idempotencyKey }))).toMatchObject([
        { __typename: 'InvalidInputError', path: ['idempotencyKey'] },
      ])
    },
  )

  test.each([
    ['a quantity in words', { lines: [{ variantId: newId(), quantity: 'two' }] }],
    ['half a piece', { lines: [{ variantId: newId(), quantity: 0.5 }] }],
    ['more pieces than an Int holds', { lines: [{ variantId: newId(), quantity: 2 ** 31 }] }],
    ['a price as a number', { lines: [{ variantId: newId(), quantity: 1, expectedUnitPrice: 12.9 }] }],
    ['a currency that is none', { currencyCode: 'XXZ' }],
    ['no address', { shippingAddress: null }],
    ['a field that does not exist', { discount: '100%' }],
  ])('with a GraphQL error for %s', async (_, part) => {
    const [error] = await errorsOf(placeOrder(ann, { ...basketOf(shirt), ...part }))
    expect(error!.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
  })

  test('when nobody is signed in', async () => {
    const [error] = await errorsOf(placeOrder(await shop.as(), basketOf(shirt)))
    expect(error!.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
  })
})

describe('the idempotency key', () => {
  test('gives the same order for the same input', async () => {
    const input = basketOf(shirt)
    const first = await place(ann, input)
    const second = await place(ann, input)
    expect(second).toEqual(first)
    expect(await shop.typesOf(first.id)).toHaveLength(2)
  })

  test('refuses another input, be it another payment token alone', async () => {
    const input = basketOf(shirt)
    await place(ann, input)
    for (const other of [{ paymentToken: 'tok_other' }, { lines: [{ variantId: shirt, quantity: 2 }] }]) {
      const { order, errors } = await placeOrder(ann, { ...input, ...other })
      expect(order).toBeNull()
      expect(errors).toMatchObject([{ __typename: 'IdempotencyConflict', path: ['idempotencyKey'] }])
    }
  })

  test('belongs to one customer: another may use the same', async () => {
    const bob = await shop.as({ id: newId() })
    const input = basketOf(shirt)
    const anns = await place(ann, input)
    const bobs = await place(bob, input)
    expect(bobs.id).not.toBe(anns.id)
  })

  test('stays free when the order was refused', async () => {
    const input = basketOf(shirt)
    const { errors } = await placeOrder(ann, { ...input, currencyCode: 'GBP' })
    expect(errors).toMatchObject([{ __typename: 'PriceUnavailableError' }])
    expect(await place(ann, input)).toMatchObject({ status: 'PLACED' })
  })

  test('makes one order of ten requests at the same time', async () => {
    const input = basketOf(shirt)
    const orders = await Promise.all(Array.from({ length: 10 }, () => place(ann, input)))
    expect(new Set(orders.map(({ id }) => id)).size).toBe(1)
    expect(await shop.typesOf(orders[0]!.id)).toEqual([
      'ordering.order.placed.v1',
      'ordering.order.step-due.v1',
    ])
  })
})
