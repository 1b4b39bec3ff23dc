import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { anOrder, openShop, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())
beforeEach(() => shop.settle())

const outcomes = async (orderId: string) =>
  (await shop.payment(orderId)).attempts.map(({ operation, outcome }) => `${operation} ${outcome}`)

test('captures what was authorised when the order ships', async () => {
  const order = anOrder()
  await shop.deliver(...order.requested)
  await shop.deliver(...order.shipped)
  const payment = await shop.payment(order.orderId)
  expect(payment).toMatchObject({ state: 'CAPTURED', capturedAmount: 4990n, refundedAmount: 0n })
  expect(payment.ledger.map(({ kind, amount }) => [kind, amount])).toEqual([
    ['AUTHORISATION', 4990n],
    ['CAPTURE', 4990n],
  ])
  expect(await shop.published(order.orderId)).toEqual(['authorised', 'captured'])
})

test('captures once however often, and at how many places at once, it is told that the order shipped', async () => {
  const order = anOrder()
  await shop.deliver(...order.requested)
  await Promise.all(Array.from({ length: 4 }, () => shop.deliver(...order.shipped)))
  await shop.deliver(...order.shipped)
  await shop.settle()
  expect(await outcomes(order.orderId)).toEqual(['AUTHORISE APPROVED', 'CAPTURE APPROVED'])
  expect(await shop.published(order.orderId)).toEqual(['authorised', 'captured'])
})

test('captures once when it crashes between the call to the provider and the commit', async () => {
  const order = anOrder()
  await shop.deliver(...order.requested)
  await shop.crashAfterCalling(...order.shipped)
  expect(await shop.payment(order.orderId)).toMatchObject({ state: 'CAPTURING', capturedAmount: 0n })
  await shop.deliver(...order.shipped)
  expect(await outcomes(order.orderId)).toEqual(['AUTHORISE APPROVED', 'CAPTURE APPROVED'])
  const keys = (await shop.payment(order.orderId)).attempts.map(({ id }) => id)
  expect(await shop.prisma.sandboxTransaction.count({ where: { authorisationKey: keys[0]! } })).toBe(2)
})

test('captures as soon as it is authorised when it was told early that the order shipped', async () => {
  const order = anOrder()
  await shop.deliver(...order.shipped)
  await shop.deliver(...order.requested)
  await shop.deliverDue()
  expect(await shop.payment(order.orderId)).toMatchObject({ state: 'CAPTURED' })
})

test('tries a refused capture again, with a new key', async () => {
  const order = anOrder({ token: 'sandbox-capture-fails-once' })
  await shop.deliver(...order.requested)
  await shop.deliver(...order.shipped)
  expect(await shop.payment(order.orderId)).toMatchObject({ state: 'CAPTURING' })
  await shop.settle()
  expect(await shop.payment(order.orderId)).toMatchObject({ state: 'CAPTURED', capturedAmount: 4990n })
  expect(await outcomes(order.orderId)).toEqual([
    'AUTHORISE APPROVED',
    'CAPTURE DECLINED',
    'CAPTURE APPROVED',
  ])
  expect(await shop.published(order.orderId)).toEqual(['authorised', 'captured'])
})

test('says so when the capture is refused to the last try, and keeps what is held for staff to decide', async () => {
  const order = anOrder({ token: 'sandbox-capture-fails' })
  await shop.deliver(...order.requested)
  await shop.deliver(...order.shipped)
  await shop.settle()
  expect(await shop.payment(order.orderId)).toMatchObject({
    state: 'CAPTURE_FAILED',
    authorisedAmount: 4990n,
    voidedAmount: 0n,
  })
  expect(await outcomes(order.orderId)).toEqual([
    'AUTHORISE APPROVED',
    'CAPTURE DECLINED',
    'CAPTURE DECLINED',
    'CAPTURE DECLINED',
  ])
  expect(await shop.published(order.orderId)).toEqual(['authorised', 'capture-failed'])
})

test.each(['sandbox-capture-late', 'sandbox-capture-time-out'])(
  'never sends a second capture while the first has no answer: %s',
  async (token) => {
    const order = anOrder({ token })
    await shop.deliver(...order.requested)
    await shop.deliver(...order.shipped)
    await shop.deliver(...order.shipped)
    await shop.settle()
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'CAPTURED' })
    expect(await outcomes(order.orderId)).toEqual(['AUTHORISE APPROVED', 'CAPTURE APPROVED'])
    expect((await shop.published(order.orderId)).filter((type) => type === 'captured')).toHaveLength(1)
  },
)

test('a capture that is approved after it was given up counts', async () => {
  // The capture is decided a minute later, while patience ends after seven seconds.
  const order = anOrder({ token: 'sandbox-capture-late' })
  await shop.deliver(...order.requested)
  await shop.deliver(...order.shipped)
  for (const wait of [1_000, 2_000, 4_000]) {
    shop.pass(wait)
    await shop.deliverDue()
  }
  expect(await shop.payment(order.orderId)).toMatchObject({ state: 'CAPTURE_FAILED' })
  await shop.settle()
  expect(await shop.payment(order.orderId)).toMatchObject({ state: 'CAPTURED', capturedAmount: 4990n })
  expect(await shop.published(order.orderId)).toEqual(['authorised', 'capture-failed', 'captured'])
})
