import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { behaviours } from '../providers/sandbox/behaviours.ts'
import { anOrder, openShop, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

type Order = ReturnType<typeof anOrder>

/** What may happen to an order's payment, in any order and any number of times. */
const happenings: Record<string, (order: Order) => Promise<unknown>> = {
  requested: (order) => shop.deliver(...order.requested),
  shipped: (order) => shop.deliver(...order.shipped),
  cancelled: (order) => shop.deliver(...order.cancelled),
  rejected: (order) => shop.deliver(...order.rejected),
  'requested, and a crash': (order) => shop.crashAfterCalling(...order.requested),
  'shipped, and a crash': (order) => shop.crashAfterCalling(...order.shipped),
  'cancelled, and a crash': (order) => shop.crashAfterCalling(...order.cancelled),
  'requested twice at once': (order) =>
    Promise.all([shop.deliver(...order.requested), shop.deliver(...order.requested)]),
  'shipped and cancelled at once': (order) =>
    Promise.all([shop.deliver(...order.shipped), shop.deliver(...order.cancelled)]),
  'a second passes': async () => {
    shop.pass(1_000)
    await shop.deliverDue()
  },
  'a minute passes': async () => {
    shop.pass(60_000)
    await shop.sendNotifications()
    await shop.deliverDue()
  },
}

const happening = fc.constantFrom(...Object.keys(happenings))
const token = fc.constantFrom(...Object.keys(behaviours), 'no token at all')

test('whatever messages come, in any order and repeated: money is held, taken and given back once', async () => {
  await fc.assert(
    fc.asyncProperty(
      token,
      fc.array(happening, { minLength: 2, maxLength: 8 }),
      async (paymentToken, story) => {
        const order = anOrder({ token: paymentToken })
        for (const what of story) await happenings[what]!(order)
        // Whatever crashed is delivered again.
        for (const message of ['requested', 'shipped', 'cancelled'] as const)
          if (story.some((what) => what === `${message}, and a crash`)) await happenings[message]!(order)
        await shop.settle()
        await expectAllIsWell(order, story)
      },
    ),
    { numRuns: 60 },
  )
}, 120_000)

async function expectAllIsWell({ orderId }: Order, story: string[]): Promise<void> {
  const ended = story.some((what) => /cancelled|rejected/.test(what))
  const shipped = story.some((what) => what.includes('shipped'))
  const payment = await shop.prisma.payment.findUnique({
    where: { orderId },
    include: { attempts: true, ledger: true },
  })
  if (!payment) {
    expect(ended || !story.some((what) => what.includes('requested'))).toBe(true)
    return
  }

  // The provider's books say the same as ours, and everything in them happened once.
  const keys = payment.attempts.map(({ id }) => id)
  const books = await shop.prisma.sandboxTransaction.findMany({
    where: { key: { in: keys }, approved: true },
  })
  const sum = (operation: string) =>
    books.filter((book) => book.operation === operation).reduce((total, { amount }) => total + amount, 0n)
  const count = (operation: string) => books.filter((book) => book.operation === operation).length
  expect(payment.authorisedAmount).toBe(sum('AUTHORISE'))
  expect(payment.capturedAmount).toBe(sum('CAPTURE'))
  expect(payment.refundedAmount).toBe(sum('REFUND'))
  expect(payment.attempts.filter(({ operation }) => operation === 'AUTHORISE')).toHaveLength(1)
  expect([count('AUTHORISE'), count('CAPTURE'), count('REFUND')].every((times) => times <= 1)).toBe(true)
  expect(payment.paymentToken).toBeNull()

  const published = await shop.published(orderId)
  const times = (type: string) => published.filter((known) => known === type).length
  expect(times('authorised') + times('declined')).toBeLessThanOrEqual(1)
  expect([times('captured'), times('voided'), times('refunded')].every((number) => number <= 1)).toBe(true)

  const held = payment.authorisedAmount - payment.capturedAmount - payment.voidedAmount
  const kept = payment.capturedAmount - payment.refundedAmount
  if (ended) {
    if (held > 0n) expect(payment.state).toBe('VOID_FAILED')
    if (kept > 0n) expect(payment.state).toBe('REFUND_FAILED')
  } else if (shipped && payment.declineReason === null) {
    expect(payment.state).toBe(payment.capturedAmount > 0n ? 'CAPTURED' : 'CAPTURE_FAILED')
  } else {
    expect(['AUTHORISED', 'DECLINED', 'VOIDED', 'VOID_FAILED']).toContain(payment.state)
  }
}
