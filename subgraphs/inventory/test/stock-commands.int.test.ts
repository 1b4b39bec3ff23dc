import { randomUUID } from 'node:crypto'
import { inventory } from '@tradewind/events/contracts'
import { newId } from '@tradewind/service'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { updateLocation } from '../data/locations.ts'
import { MAIN, openInventory, type TestInventory } from './inventory.ts'
import { expectNoBrokenRules } from './invariants.ts'

let shop: TestInventory
let shed: string
let cup: string

beforeAll(async () => {
  shop = await openInventory()
  shed = await shop.openLocation('SHED')
})
afterAll(() => shop.close())
beforeEach(async () => {
  cup = newId()
  await shop.prisma.outboxEvent.deleteMany()
})
afterEach(() => expectNoBrokenRules(shop))

const changes = async () => (await shop.published(inventory.stockLevelChanged)).map(({ data }) => data)

describe('an adjustment', () => {
  test('changes the level and is told once', async () => {
    expect(await shop.adjust(cup, 5)).toMatchObject({ ok: true })
    expect(await shop.level(cup)).toEqual({ onHand: 5, reserved: 0 })
    expect(await changes()).toEqual([{ variantId: cup, onHand: 5, available: 5 }])
  })

  test('below zero is refused and leaves no trace', async () => {
    expect(await shop.adjust(cup, -1)).toEqual({
      ok: false,
      refusal: { code: 'INSUFFICIENT_STOCK', field: 'delta', onHand: 0, reserved: 0 },
    })
    expect(await shop.prisma.stockLevel.count({ where: { variantId: cup } })).toBe(0)
    expect(await changes()).toEqual([])
  })

  test('below what is held for orders is refused', async () => {
    await shop.adjust(cup, 5)
    await shop.placed(newId(), [{ variantId: cup, quantity: 3 }])
    expect(await shop.adjust(cup, -3)).toMatchObject({
      ok: false,
      refusal: { code: 'INSUFFICIENT_STOCK', onHand: 5, reserved: 3 },
    })
    expect(await shop.adjust(cup, -2)).toMatchObject({ ok: true })
  })

  test.each([newId(), 'no-id-at-all'])('at an unknown location (%s) is refused', async (locationId) => {
    expect(await shop.adjust(cup, 1, locationId)).toEqual({
      ok: false,
      refusal: { code: 'LOCATION_NOT_FOUND', field: 'locationId' },
    })
  })
})

describe('the same idempotency key', () => {
  test('with the same input gets the first answer, and nothing happens twice', async () => {
    const key = randomUUID()
    const first = await shop.adjust(cup, 5, MAIN, key)
    expect(await shop.adjust(cup, 5, MAIN, key)).toEqual(first)
    expect(await shop.level(cup)).toEqual({ onHand: 5, reserved: 0 })
  })

  test('with the same input gets a first refusal too, even when it would be possible now', async () => {
    const key = randomUUID()
    const first = await shop.adjust(cup, -1, MAIN, key)
    await shop.adjust(cup, 5)
    expect(await shop.adjust(cup, -1, MAIN, key)).toEqual(first)
    expect(await shop.level(cup)).toEqual({ onHand: 5, reserved: 0 })
  })

  test('with another input is a conflict', async () => {
    const key = randomUUID()
    await shop.adjust(cup, 5, MAIN, key)
    const conflict = { ok: false, refusal: { code: 'IDEMPOTENCY_CONFLICT' } }
    expect(await shop.adjust(cup, 6, MAIN, key)).toEqual(conflict)
    expect(await shop.adjust(cup, 5, shed, key)).toEqual(conflict)
    expect(await shop.level(cup)).toEqual({ onHand: 5, reserved: 0 })
  })

  test('ten times at once takes effect once', async () => {
    const key = randomUUID()
    const answers = await Promise.all(Array.from({ length: 10 }, () => shop.adjust(cup, 5, MAIN, key)))
    expect(answers).toEqual(answers.map(() => answers[0]))
    expect(await shop.level(cup)).toEqual({ onHand: 5, reserved: 0 })
  })
})

describe('a count', () => {
  test('writes the difference, even when there is none', async () => {
    await shop.adjust(cup, 5)
    await shop.count(cup, 3)
    await shop.count(cup, 3)
    const entries = await shop.prisma.stockAdjustment.findMany({
      where: { level: { variantId: cup } },
      orderBy: { number: 'asc' },
    })
    expect(entries.map(({ delta }) => delta)).toEqual([5, -2, 0])
    expect(await changes()).toHaveLength(2)
  })

  test('below what is held for orders is refused', async () => {
    await shop.adjust(cup, 5)
    await shop.placed(newId(), [{ variantId: cup, quantity: 3 }])
    expect(await shop.count(cup, 2)).toMatchObject({ ok: false, refusal: { field: 'onHand', reserved: 3 } })
  })
})

describe('a transfer', () => {
  test('moves pieces, and both ledgers name the other place; what can be sold stays the same, so it is not told', async () => {
    await shop.adjust(cup, 5)
    await shop.prisma.outboxEvent.deleteMany()
    await shop.transfer(cup, MAIN, shed, 2)
    expect(await shop.level(cup)).toEqual({ onHand: 3, reserved: 0 })
    expect(await shop.level(cup, shed)).toEqual({ onHand: 2, reserved: 0 })
    const notes = await shop.prisma.stockAdjustment.findMany({
      where: { reason: 'TRANSFER', level: { variantId: cup } },
      orderBy: { delta: 'asc' },
    })
    expect(notes.map(({ delta, note }) => [delta, note])).toEqual([
      [-2, 'To SHED'],
      [2, 'From MAIN'],
    ])
    expect(await changes()).toEqual([])
  })

  test('of more than is free is refused', async () => {
    await shop.adjust(cup, 5)
    await shop.placed(newId(), [{ variantId: cup, quantity: 3 }])
    expect(await shop.transfer(cup, MAIN, shed, 3)).toMatchObject({
      ok: false,
      refusal: { code: 'INSUFFICIENT_STOCK', field: 'quantity', onHand: 5, reserved: 3 },
    })
  })

  test('from where nothing was ever kept is refused', async () => {
    expect(await shop.transfer(cup, MAIN, shed, 1)).toMatchObject({ ok: false })
  })
})

describe('a location that stops serving orders', () => {
  test('keeps what it has, which is then no longer available, and each variant is told once', async () => {
    const jug = newId()
    await shop.adjust(cup, 5)
    await shop.adjust(cup, 2, shed)
    await shop.adjust(jug, 3, shed)
    await shop.prisma.outboxEvent.deleteMany()
    await updateLocation(shop.prisma, { id: shed, active: false })
    const told = (await changes()).filter(({ variantId }) => [cup, jug].includes(variantId))
    expect(told).toHaveLength(2)
    expect(told).toEqual(
      expect.arrayContaining([
        { variantId: cup, onHand: 7, available: 5 },
        { variantId: jug, onHand: 3, available: 0 },
      ]),
    )
    const order = newId()
    await shop.placed(order, [{ variantId: jug, quantity: 1 }])
    expect(await shop.stateOf(order)).toBe('REJECTED')
    await updateLocation(shop.prisma, { id: shed, active: true })
  })

  test('still ships what it held before', async () => {
    await shop.adjust(cup, 2, shed)
    const order = newId()
    await shop.placed(order, [{ variantId: cup, quantity: 2 }])
    await updateLocation(shop.prisma, { id: shed, active: false })
    await shop.authorised(order, [{ variantId: cup, quantity: 2 }])
    expect(await shop.level(cup, shed)).toEqual({ onHand: 0, reserved: 0 })
    await updateLocation(shop.prisma, { id: shed, active: true })
  })
})

describe('the database itself refuses', () => {
  const mine = 'level_id = (SELECT id FROM stock_level WHERE variant_id = $1)'

  beforeEach(async () => {
    await shop.adjust(cup, 5)
    await shop.adjust(cup, 2)
  })

  test.each([
    ['pieces that are held but not there', 'UPDATE stock_level SET reserved = 8 WHERE variant_id = $1'],
    ['fewer than no held pieces', 'UPDATE stock_level SET reserved = -1 WHERE variant_id = $1'],
    ['a level its ledger does not add up to', 'UPDATE stock_level SET on_hand = 6 WHERE variant_id = $1'],
    [
      'a level cut off from its ledger',
      'UPDATE stock_level SET on_hand = 5, ledger_number = NULL WHERE variant_id = $1',
    ],
    ['an entry that does not add up', `UPDATE stock_adjustment SET delta = 6 WHERE number = 1 AND ${mine}`],
    [
      'an entry that the next one does not follow',
      `UPDATE stock_adjustment SET delta = 6, on_hand_after = 6 WHERE number = 1 AND ${mine}`,
    ],
    ['the loss of the first entry', `DELETE FROM stock_adjustment WHERE number = 1 AND ${mine}`],
    ['the loss of the newest entry', `DELETE FROM stock_adjustment WHERE number = 2 AND ${mine}`],
  ])('%s', async (_, sql) => {
    await expect(shop.database.pool.query(sql, [cup])).rejects.toThrow(/violates/)
  })
})
