import { randomUUID } from 'node:crypto'
import { inventory } from '@tradewind/events/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { schedules } from '../events/schedules.ts'
import { openInventory, type TestInventory } from './inventory.ts'

let shop: TestInventory
beforeAll(async () => {
  shop = await openInventory()
})
afterAll(() => shop.close())

function run(name: string): Promise<unknown> {
  const schedule = schedules({ prisma: shop.prisma, clock: shop.now }).find((each) => each.name === name)!
  return schedule.run({ tick: shop.now(), signal: new AbortController().signal })
}

test('a reservation whose alarm never came is freed by the sweep, once, and no other is', async () => {
  const [cup, forgotten, fresh] = [randomUUID(), randomUUID(), randomUUID()]
  await shop.adjust(cup, 9)
  await shop.placed(forgotten, [{ variantId: cup, quantity: 2 }])
  shop.sleep(16)
  // The alarm is a minute late: it may still come.
  expect(await run('overdue-reservations')).toBe(0)
  await shop.placed(fresh, [{ variantId: cup, quantity: 3 }])
  shop.sleep(2)
  expect(await run('overdue-reservations')).toBe(1)
  expect([await shop.stateOf(forgotten), await shop.stateOf(fresh)]).toEqual(['EXPIRED', 'HELD'])
  expect(await shop.level(cup)).toEqual({ onHand: 9, reserved: 3 })
  expect(await run('overdue-reservations')).toBe(0)
  await shop.due(forgotten)
  expect(await shop.published(inventory.stockReservationExpired)).toMatchObject([
    { data: { orderId: forgotten } },
  ])
})

test('an idempotency key is forgotten after 30 days, and not before', async () => {
  const [cup, key] = [randomUUID(), randomUUID()]
  await shop.adjust(cup, 5, undefined, key)
  shop.sleep(29 * 24 * 60)
  await shop.adjust(cup, 1)
  await run('old-idempotency-keys')
  await shop.adjust(cup, 5, undefined, key)
  expect((await shop.level(cup)).onHand).toBe(6)
  shop.sleep(2 * 24 * 60)
  await run('old-idempotency-keys')
  expect(await shop.prisma.idempotentAnswer.count({ where: { key } })).toBe(0)
  expect(await shop.prisma.idempotentAnswer.count()).toBe(1)
})
