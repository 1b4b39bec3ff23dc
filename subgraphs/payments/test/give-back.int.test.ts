import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { anOrder, aPaidOrder, openShop, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())
beforeEach(() => shop.settle())

test.each(['cancelled', 'rejected'] as const)('voids what is held when the order is %s', async (ending) => {
  const order = anOrder()
  await shop.deliver(...order.requested)
  await (ending === 'cancelled' ? shop.deliver(...order.cancelled) : shop.deliver(...order.rejected))
  const payment = await shop.payment(order.orderId)
  expect(payment).toMatchObject({ state: 'VOIDED', authorisedAmount: 4990n, voidedAmount: 4990n })
  expect(payment.ledger.map(({ kind }) => kind)).toEqual(['AUTHORISATION', 'VOID'])
  expect(await shop.published(order.orderId)).toEqual(['authorised', 'voided'])
})

test('asks the provider for nothing when the order ended before its payment was requested', async () => {
  const order = anOrder()
  await shop.deliver(...order.cancelled)
  await shop.deliver(...order.requested)
  await shop.deliver(...order.shipped)
  await shop.settle()
  expect(await shop.prisma.payment.count({ where: { orderId: order.orderId } })).toBe(0)
  expect(await shop.published(order.orderId)).toEqual([])
})

test('voids at once what is approved after the order ended, and does not tell of an authorisation', async () => {
  const order = anOrder({ token: 'sandbox-late' })
  await shop.deliver(...order.requested)
  await shop.deliver(...order.cancelled)
  expect(await shop.payment(order.orderId)).toMatchObject({ state: 'PENDING' })
  await shop.settle()
  expect(await shop.payment(order.orderId)).toMatchObject({ state: 'VOIDED', voidedAmount: 4990n })
  expect(await shop.published(order.orderId)).not.toContain('authorised')
  expect(await shop.published(order.orderId)).toContain('voided')
})

test('finds out about, and voids, what it asked for just before a crash and the end of the order', async () => {
  const order = anOrder()
  await shop.crashAfterCalling(...order.requested)
  await shop.deliver(...order.cancelled)
  await shop.deliver(...order.requested)
  await shop.settle()
  expect(await shop.payment(order.orderId)).toMatchObject({ state: 'VOIDED', voidedAmount: 4990n })
  expect(await shop.published(order.orderId)).toEqual(['voided'])
})

test('does not send for an ended order what never arrived before it ended', async () => {
  const order = anOrder({ token: 'sandbox-lost' })
  await shop.deliver(...order.requested)
  await shop.deliver(...order.cancelled)
  await shop.settle()
  const payment = await shop.payment(order.orderId)
  expect(payment).toMatchObject({ state: 'DECLINED', declineReason: 'NO_ANSWER', ledger: [] })
  expect((await shop.books({ operation: 'AUTHORISE' })).map(({ key }) => key)).not.toContain(
    payment.attempts[0]!.id,
  )
})

test('a void that crashes before its commit is made once', async () => {
  const order = anOrder()
  await shop.deliver(...order.requested)
  await shop.crashAfterCalling(...order.cancelled)
  await shop.deliver(...order.cancelled)
  const { attempts, ledger } = await shop.payment(order.orderId)
  expect(attempts.map(({ operation }) => operation)).toEqual(['AUTHORISE', 'VOID'])
  expect(ledger).toHaveLength(2)
})

test('leaves a payment that cannot be given back to staff', async () => {
  const order = anOrder({ token: 'sandbox-void-fails' })
  await shop.deliver(...order.requested)
  await shop.deliver(...order.cancelled)
  await shop.settle()
  expect(await shop.payment(order.orderId)).toMatchObject({ state: 'VOID_FAILED', voidedAmount: 0n })
  expect(await shop.published(order.orderId)).toEqual(['authorised'])
})

test('refunds all that was captured when the order ends after all', async () => {
  const order = await aPaidOrder(shop)
  await shop.deliver(...order.cancelled)
  expect(await shop.payment(order.orderId)).toMatchObject({ state: 'REFUNDED', refundedAmount: 4990n })
  expect(await shop.published(order.orderId)).toEqual(['authorised', 'captured', 'refunded'])
})

test('refunds what a capture under way took when the order ends meanwhile', async () => {
  const order = anOrder({ token: 'sandbox-capture-time-out' })
  await shop.deliver(...order.requested)
  await shop.deliver(...order.shipped)
  await shop.deliver(...order.cancelled)
  await shop.settle()
  expect(await shop.payment(order.orderId)).toMatchObject({ state: 'REFUNDED', refundedAmount: 4990n })
})

test('voids instead of capturing again when a capture is refused and the order ended meanwhile', async () => {
  const order = anOrder({ token: 'sandbox-capture-fails-once' })
  await shop.deliver(...order.requested)
  await shop.deliver(...order.shipped)
  await shop.deliver(...order.cancelled)
  await shop.settle()
  expect(await shop.payment(order.orderId)).toMatchObject({ state: 'VOIDED', capturedAmount: 0n })
})

test('leaves a refund that the provider refuses to the last try to staff', async () => {
  const order = await aPaidOrder(shop, { token: 'sandbox-refund-fails' })
  await shop.deliver(...order.cancelled)
  await shop.settle()
  expect(await shop.payment(order.orderId)).toMatchObject({ state: 'REFUND_FAILED', refundedAmount: 0n })
})

test('a declined payment stays declined when its order is rejected for it', async () => {
  const order = anOrder({ token: 'sandbox-decline' })
  await shop.deliver(...order.requested)
  await shop.deliver(...order.rejected)
  await shop.settle()
  const { state, attempts } = await shop.payment(order.orderId)
  expect({ state, attempts: attempts.length }).toEqual({ state: 'DECLINED', attempts: 1 })
  expect(await shop.published(order.orderId)).toEqual(['declined'])
})
