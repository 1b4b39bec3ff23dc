import { inventory } from '@tradewind/events/contracts'
import { newId } from '@tradewind/service'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { updateLocation } from '../data/locations.ts'
import { MAIN, openInventory, type TestInventory } from './inventory.ts'
import { expectNoBrokenRules } from './invariants.ts'

let shop: TestInventory
let cup: string

beforeAll(async () => {
  shop = await openInventory()
})
afterAll(() => shop.close())
beforeEach(() => {
  cup = newId()
})
afterEach(() => expectNoBrokenRules(shop))

const ledger = async (variantId: string) =>
  (
    await shop.prisma.stockAdjustment.findMany({
      where: { level: { variantId } },
      orderBy: { number: 'asc' },
    })
  ).map(({ reason, delta, note }) => ({ reason, delta, note }))

test('what a file states is the level at the default location', async () => {
  await shop.stated(cup, 7, 1)
  await shop.stated(cup, 4, 2)
  expect(await shop.level(cup)).toEqual({ onHand: 4, reserved: 0 })
  expect(await ledger(cup)).toMatchObject([
    { reason: 'STATED', delta: 7, note: expect.stringContaining('stated 7') },
    { reason: 'STATED', delta: -3, note: expect.stringContaining('stated 4') },
  ])
})

test('a statement of nothing is kept too: the variant shows up as running low', async () => {
  await shop.stated(cup, 0, 1)
  expect(await shop.level(cup)).toEqual({ onHand: 0, reserved: 0 })
  expect(await ledger(cup)).toMatchObject([{ delta: 0 }])
})

test('less than nothing counts as 0 and is noted', async () => {
  await shop.stated(cup, 3, 1)
  await shop.stated(cup, -2, 2)
  expect(await shop.level(cup)).toEqual({ onHand: 0, reserved: 0 })
  expect((await ledger(cup)).at(-1)).toMatchObject({ delta: -3, note: expect.stringContaining('stated -2') })
})

test('never goes below what is held for orders, and notes it', async () => {
  await shop.stated(cup, 5, 1)
  await shop.placed(newId(), [{ variantId: cup, quantity: 3 }])
  await shop.stated(cup, 1, 2)
  expect(await shop.level(cup)).toEqual({ onHand: 3, reserved: 3 })
  expect((await ledger(cup)).at(-1)).toMatchObject({ delta: -2, note: expect.stringContaining('3 are held') })
})

test('an older statement that comes late is ignored', async () => {
  await shop.stated(cup, 4, 2)
  await shop.stated(cup, 7, 1)
  expect(await shop.level(cup)).toEqual({ onHand: 4, reserved: 0 })
  expect(await ledger(cup)).toHaveLength(1)
})

test('stock at other locations is left alone', async () => {
  const shed = await shop.openLocation('SHED')
  await shop.adjust(cup, 2, shed)
  await shop.stated(cup, 7, 1)
  expect(await shop.level(cup, shed)).toEqual({ onHand: 2, reserved: 0 })
  expect((await shop.published(inventory.stockLevelChanged)).at(-1)?.data).toEqual({
    variantId: cup,
    onHand: 9,
    available: 9,
  })
})

test('goes to another location once that is the default', async () => {
  const shop2 = await shop.openLocation('NEW-DEFAULT')
  await updateLocation(shop.prisma, { id: shop2, isDefault: true })
  await shop.stated(cup, 7, 1)
  expect(await shop.level(cup, shop2)).toEqual({ onHand: 7, reserved: 0 })
  await updateLocation(shop.prisma, { id: MAIN, isDefault: true })
})
