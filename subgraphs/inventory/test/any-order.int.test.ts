import fc from 'fast-check'
import { newId } from '@tradewind/service'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { updateLocation } from '../data/locations.ts'
import { MAIN, openInventory, type TestInventory } from './inventory.ts'
import { brokenRules } from './invariants.ts'

let shop: TestInventory
let shed: string

beforeAll(async () => {
  shop = await openInventory()
  shed = await shop.openLocation('SHED')
})
afterAll(() => shop.close())

/** Ids as small numbers, so that actions meet; each run maps them to new ids. */
const variant = fc.nat(2)
const order = fc.nat(3)
const place = fc.nat(1)

const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('placed'), order }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('authorised'), order }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom('cancelled', 'rejected'), order }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('due'), order }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('sleep'), minutes: fc.constantFrom(5, 20) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('adjust'),
      variant,
      place,
      delta: fc.integer({ min: -6, max: 9 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('count'), variant, place, onHand: fc.nat(8) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('transfer'),
      variant,
      place,
      quantity: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('stated'),
      variant,
      quantity: fc.integer({ min: -3, max: 9 }),
      sequence: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('active'), active: fc.boolean() }) },
)

const line = fc.record({ variant, quantity: fc.integer({ min: 1, max: 4 }) })
const orders = fc.array(fc.array(line, { minLength: 1, maxLength: 3 }), { minLength: 4, maxLength: 4 })

/** Turns small numbers into ids and actions into calls. */
function world(lines: { variant: number; quantity: number }[][]) {
  const variants = Array.from({ length: 3 }, newId)
  const orderIds = lines.map(() => newId())
  const linesOf = (index: number) =>
    lines[index]!.map((each) => ({ variantId: variants[each.variant]!, quantity: each.quantity }))
  const places = [MAIN, shed]
  const run = async (step: Record<string, unknown>): Promise<unknown> => {
    const at = step as { order: number; variant: number; place: number; quantity: number }
    const orderId = orderIds[at.order]!
    const variantId = variants[at.variant]!
    const location = places[at.place]!
    switch (step['type']) {
      case 'placed':
        return shop.placed(orderId, linesOf(at.order))
      case 'authorised':
        return shop.authorised(orderId, linesOf(at.order))
      case 'cancelled':
        return shop.cancelled(orderId)
      case 'rejected':
        return shop.rejected(orderId)
      case 'due':
        return shop.due(orderId)
      case 'sleep':
        return shop.sleep(step['minutes'] as number)
      case 'adjust':
        return shop.adjust(variantId, step['delta'] as number, location)
      case 'count':
        return shop.count(variantId, step['onHand'] as number, location)
      case 'transfer':
        return shop.transfer(variantId, location, places[1 - at.place]!, at.quantity)
      case 'stated':
        return shop.stated(variantId, at.quantity, step['sequence'] as number)
      case 'active':
        return updateLocation(shop.prisma, { id: shed, active: step['active'] as boolean })
      default:
        throw new Error(`There is no action ${String(step['type'])}.`)
    }
  }
  return { variants, orderIds, linesOf, run }
}

test('whatever arrives, in any order and any number of times, stock and ledger and reservations agree', async () => {
  await fc.assert(
    fc.asyncProperty(orders, fc.array(action, { minLength: 5, maxLength: 25 }), async (lines, steps) => {
      const { run } = world(lines)
      for (const step of steps) await run(step)
      expect(await brokenRules(shop)).toEqual([])
    }),
    { numRuns: 15 },
  )
}, 120_000)

test('all of it at once gives the same agreement', async () => {
  await fc.assert(
    fc.asyncProperty(orders, fc.array(action, { minLength: 10, maxLength: 25 }), async (lines, steps) => {
      const { run } = world(lines)
      await Promise.all(steps.map(run))
      expect(await brokenRules(shop)).toEqual([])
    }),
    { numRuns: 6 },
  )
}, 120_000)

test('every order whose end is among its messages ends with nothing held and nothing sold', async () => {
  const messages = fc.shuffledSubarray(
    ['placed', 'authorised', 'due', 'placed', 'authorised', 'cancelled', 'sleep'],
    { minLength: 7 },
  )
  await fc.assert(
    fc.asyncProperty(orders, messages, fc.nat(12), async (lines, types, pieces) => {
      const { run, variants, orderIds } = world(lines)
      for (const variantId of variants) await shop.adjust(variantId, pieces + 1)
      for (const type of types) await run({ type, order: 0, minutes: 20 })
      expect(['RELEASED', 'RESTOCKED', 'REJECTED', 'COMMIT_REJECTED']).toContain(
        await shop.stateOf(orderIds[0]!),
      )
      for (const variantId of variants) {
        expect(await shop.level(variantId)).toEqual({ onHand: pieces + 1, reserved: 0 })
      }
      expect(await brokenRules(shop)).toEqual([])
    }),
    { numRuns: 12 },
  )
}, 120_000)
