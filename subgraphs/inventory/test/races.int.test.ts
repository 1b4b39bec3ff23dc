import { inventory } from '@tradewind/events/contracts'
import { newId } from '@tradewind/service'
import { countStatements } from '@tradewind/testkit'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { updateLocation } from '../data/locations.ts'
import { MAIN, openInventory, type TestInventory } from './inventory.ts'
import { expectNoBrokenRules } from './invariants.ts'

let shop: TestInventory

beforeAll(async () => {
  shop = await openInventory()
})
afterAll(() => shop.close())
afterEach(() => expectNoBrokenRules(shop))

const times = <Result>(count: number, make: (index: number) => Result): Result[] =>
  Array.from({ length: count }, (_, index) => make(index))

test('of fifty orders for the last ten pieces, ten get one each', async () => {
  const cup = newId()
  await shop.adjust(cup, 10)
  const orders = times(50, newId)
  await Promise.all(orders.map((order) => shop.placed(order, [{ variantId: cup, quantity: 1 }])))
  expect(await shop.level(cup)).toEqual({ onHand: 10, reserved: 10 })
  const states = await Promise.all(orders.map(shop.stateOf))
  expect(states.filter((state) => state === 'HELD')).toHaveLength(10)
  expect(states.filter((state) => state === 'REJECTED')).toHaveLength(40)

  const winners = orders.filter((_, index) => states[index] === 'HELD')
  await Promise.all(winners.map((order) => shop.authorised(order, [{ variantId: cup, quantity: 1 }])))
  expect(await shop.level(cup)).toEqual({ onHand: 0, reserved: 0 })
})

test('orders that name the same variants in different orders never deadlock: none is tried twice', async () => {
  const variants = times(4, newId)
  for (const variantId of variants) await shop.adjust(variantId, 30)
  const shuffled = (index: number) =>
    variants.map((_, i) => ({ variantId: variants[(index + (index % 2 ? i : 4 - i)) % 4]!, quantity: 1 }))
  const orders = times(40, (index) => ({ id: newId(), lines: shuffled(index) }))
  const statements = countStatements(shop.database.pool)
  await Promise.all(orders.map(({ id, lines }) => shop.placed(id, lines)))
  expect(statements.texts.filter((text) => text.includes('INSERT INTO inbox_event'))).toHaveLength(40)
  for (const variantId of variants) expect(await shop.level(variantId)).toEqual({ onHand: 30, reserved: 30 })
})

test('the last piece goes to one of two checkouts, and the other is told', async () => {
  const cup = newId()
  await shop.adjust(cup, 1)
  await shop.prisma.outboxEvent.deleteMany()
  await Promise.all(times(2, () => shop.placed(newId(), [{ variantId: cup, quantity: 1 }])))
  expect(await shop.published(inventory.stockReserved)).toHaveLength(1)
  expect(await shop.published(inventory.stockReservationRejected)).toHaveLength(1)
})

test('the end of an order racing with everything else of it leaves nothing held or sold', async () => {
  const cup = newId()
  await shop.adjust(cup, 100)
  const lines = [{ variantId: cup, quantity: 2 }]
  const orders = times(15, newId)
  await Promise.all(
    orders.flatMap((order) => [
      shop.authorised(order, lines),
      shop.cancelled(order),
      shop.placed(order, lines),
    ]),
  )
  expect(await shop.level(cup)).toEqual({ onHand: 100, reserved: 0 })
})

test('people, files, orders and a location that opens and closes: what is told last is how it is', async () => {
  const cup = newId()
  const jug = newId()
  const shed = await shop.openLocation('SHED', 1)
  await shop.adjust(cup, 20)
  await shop.adjust(jug, 20, shed)
  await Promise.all(
    times(12, (index) => [
      shop.placed(newId(), [
        { variantId: index % 2 ? cup : jug, quantity: 2 },
        { variantId: index % 2 ? jug : cup, quantity: 1 },
      ]),
      shop.adjust(cup, index % 3 ? -1 : 4, index % 2 ? MAIN : shed),
      shop.transfer(jug, shed, MAIN, 1),
      shop.stated(cup, 10 + index, index + 1),
      updateLocation(shop.prisma, { id: shed, active: index % 2 === 0 }),
    ]).flat(),
  )
  const told = await shop.published(inventory.stockLevelChanged)
  for (const variantId of [cup, jug]) {
    const levels = await shop.prisma.stockLevel.findMany({
      where: { variantId },
      include: { location: true },
    })
    const sum = (of: (level: (typeof levels)[number]) => number): number =>
      levels.reduce((total, level) => total + of(level), 0)
    expect(told.findLast(({ data }) => data.variantId === variantId)?.data).toEqual({
      variantId,
      onHand: sum(({ onHand }) => onHand),
      available: sum(({ available, location }) => (location.active ? available : 0)),
    })
  }
})
