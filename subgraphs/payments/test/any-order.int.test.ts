import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { behaviours } from '../providers/sandbox/behaviours.ts'
import type { Payment } from '../data/generated/client.ts'
import type { PaymentState } from '../domain/payment.ts'
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
        expect(await faults(order, story)).toEqual([])
      },
    ),
    { numRuns: 30 },
  )
}, 120_000)

/** What is wrong with an order's payment after a story that has come to rest; nothing, one hopes. */
async function faults({ orderId }: Order, story: string[]): Promise<string[]> {
  const ended = story.some((what) => /cancelled|rejected/.test(what))
  const shipped = story.some((what) => what.includes('shipped'))
  const payment = await shop.prisma.payment.findUnique({
    where: { orderId },
    include: { attempts: true },
  })
  const requested = story.some((what) => what.includes('requested'))
  if (!payment) return ended || !requested ? [] : ['no payment was made']

  const keys = payment.attempts.map(({ id }) => id)
  const books = await shop.prisma.sandboxTransaction.findMany({
    where: { key: { in: keys }, approved: true },
  })
  const at = (operation: string) => books.filter((book) => book.operation === operation)
  const sum = (operation: string) => at(operation).reduce((total, { amount }) => total + amount, 0n)
  const published = await shop.published(orderId)
  const times = (...types: string[]) => published.filter((type) => types.includes(type)).length

  const rules: Record<string, boolean> = {
    'authorised as the provider says': payment.authorisedAmount === sum('AUTHORISE'),
    'captured as the provider says': payment.capturedAmount === sum('CAPTURE'),
    'refunded as the provider says': payment.refundedAmount === sum('REFUND'),
    'one authorisation at most': at('AUTHORISE').length <= 1,
    'one capture at most': at('CAPTURE').length <= 1,
    'one refund at most': at('REFUND').length <= 1,
    'the token is gone': payment.paymentToken === null,
    'authorised or declined, told once': times('authorised', 'declined') <= 1,
    'the rest told once each': ['captured', 'voided', 'refunded'].every((type) => times(type) <= 1),
    [`${payment.state} is where it may rest`]: restingStates(payment, { ended, shipped }).includes(
      payment.state,
    ),
  }
  return Object.keys(rules).filter((rule) => !rules[rule])
}

/** Where a payment may have come to rest: an ended order holds and keeps nothing, or staff can see that it does. */
function restingStates(
  { authorisedAmount, capturedAmount, voidedAmount, refundedAmount, declineReason }: Payment,
  { ended, shipped }: { ended: boolean; shipped: boolean },
): PaymentState[] {
  if (capturedAmount > refundedAmount) return ended ? ['REFUND_FAILED'] : ['CAPTURED']
  if (authorisedAmount > capturedAmount + voidedAmount) {
    if (ended || declineReason) return ['VOID_FAILED']
    return shipped ? ['CAPTURE_FAILED'] : ['AUTHORISED']
  }
  return ['DECLINED', 'VOIDED', 'REFUNDED']
}
