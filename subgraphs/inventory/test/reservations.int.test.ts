import { randomUUID } from 'node:crypto'
import { inventory, ordering } from '@tradewind/events/contracts'
import { newId } from '@tradewind/service'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openInventory, type TestInventory } from './inventory.ts'
import { expectNoBrokenRules } from './invariants.ts'

let shop: TestInventory
let cup: string
let jug: string
let order: string

beforeAll(async () => {
  shop = await openInventory()
})
afterAll(() => shop.close())
beforeEach(async () => {
  cup = newId()
  jug = newId()
  order = newId()
  await shop.prisma.outboxEvent.deleteMany()
})
afterEach(() => expectNoBrokenRules(shop))

const line = (variantId: string, quantity: number) => ({ variantId, quantity })

describe('a placed order', () => {
  test('is held, says until when, and sets an alarm for then', async () => {
    await shop.adjust(cup, 5)
    await shop.prisma.outboxEvent.deleteMany()
    await shop.placed(order, [line(cup, 2)])
    expect(await shop.level(cup)).toEqual({ onHand: 5, reserved: 2 })
    expect(await shop.stateOf(order)).toBe('HELD')
    const expiresAt = new Date(shop.now().getTime() + 15 * 60_000)
    expect(await shop.published()).toEqual([
      {
        type: inventory.stockReserved.type,
        data: { orderId: order, expiresAt: expiresAt.toISOString(), lines: [line(cup, 2)] },
      },
      { type: inventory.stockReservationDue.type, data: { orderId: order } },
      { type: inventory.stockLevelChanged.type, data: { variantId: cup, onHand: 5, available: 3 } },
    ])
    const alarm = await shop.prisma.outboxEvent.findFirstOrThrow({
      where: { type: inventory.stockReservationDue.type },
    })
    expect(alarm.deliverAt).toEqual(expiresAt)
  })

  test('is refused whole when one line is short, and every short line is named', async () => {
    await shop.adjust(cup, 5)
    await shop.prisma.outboxEvent.deleteMany()
    await shop.placed(order, [line(cup, 2), line(jug, 1)])
    expect(await shop.level(cup)).toEqual({ onHand: 5, reserved: 0 })
    expect(await shop.stateOf(order)).toBe('REJECTED')
    expect(await shop.published()).toEqual([
      {
        type: inventory.stockReservationRejected.type,
        data: { orderId: order, shortages: [{ variantId: jug, requested: 1, available: 0 }] },
      },
    ])
  })

  test('is served from the location whose turn comes first, and split when it must be', async () => {
    const near = await shop.openLocation(`NEAR-${order.slice(-4).toUpperCase()}`, 1)
    await shop.adjust(cup, 5)
    await shop.adjust(cup, 2, near)
    await shop.placed(order, [line(cup, 3)])
    expect(await shop.level(cup, near)).toEqual({ onHand: 2, reserved: 2 })
    expect(await shop.level(cup)).toEqual({ onHand: 5, reserved: 1 })
  })

  test('that names a variant twice is held for the sum', async () => {
    await shop.adjust(cup, 5)
    await shop.placed(order, [line(cup, 2), line(cup, 3)])
    expect(await shop.level(cup)).toEqual({ onHand: 5, reserved: 5 })
  })

  test('delivered again changes nothing, as the same event or as another', async () => {
    await shop.adjust(cup, 5)
    const again = () =>
      shop.deliver(
        ordering.orderPlaced,
        order,
        { orderId: order, customerId: cup, lines: [line(cup, 2)] },
        { id: jug },
      )
    expect(await again()).toBe('handled')
    expect(await again()).toBe('duplicate')
    expect(await shop.placed(order, [line(cup, 2)])).toBe('handled')
    expect(await shop.level(cup)).toEqual({ onHand: 5, reserved: 2 })
    expect(await shop.published(inventory.stockReserved)).toHaveLength(1)
  })
})

describe('an authorised order', () => {
  test('takes what was held off the shelf, and the ledger says for which order', async () => {
    await shop.adjust(cup, 5)
    await shop.placed(order, [line(cup, 2)])
    await shop.authorised(order, [line(cup, 2)])
    expect(await shop.level(cup)).toEqual({ onHand: 3, reserved: 0 })
    expect(await shop.stateOf(order)).toBe('COMMITTED')
    expect(await shop.published(inventory.stockCommitted)).toEqual([
      { type: inventory.stockCommitted.type, data: { orderId: order } },
    ])
    const sale = await shop.prisma.stockAdjustment.findFirstOrThrow({ where: { orderId: order } })
    expect(sale).toMatchObject({ reason: 'SALE', delta: -2, onHandBefore: 5, onHandAfter: 3, actorId: null })
  })

  test('whose reservation had expired is served from what is free', async () => {
    await shop.adjust(cup, 5)
    await shop.placed(order, [line(cup, 2)])
    shop.sleep(15)
    await shop.due(order)
    await shop.authorised(order, [line(cup, 2)])
    expect(await shop.level(cup)).toEqual({ onHand: 3, reserved: 0 })
    expect(await shop.stateOf(order)).toBe('COMMITTED')
  })

  test('whose reservation had expired is refused when somebody else has the pieces now', async () => {
    await shop.adjust(cup, 2)
    await shop.placed(order, [line(cup, 2)])
    shop.sleep(15)
    await shop.due(order)
    await shop.placed(newId(), [line(cup, 1)])
    await shop.authorised(order, [line(cup, 2)])
    expect(await shop.level(cup)).toEqual({ onHand: 2, reserved: 1 })
    expect(await shop.stateOf(order)).toBe('COMMIT_REJECTED')
    expect(await shop.published(inventory.stockCommitRejected)).toMatchObject([
      { data: { orderId: order, shortages: [{ variantId: cup, requested: 2, available: 1 }] } },
    ])
  })

  test('that was refused before is refused again, with the same reason', async () => {
    await shop.placed(order, [line(cup, 2)])
    await shop.adjust(cup, 9)
    await shop.authorised(order, [line(cup, 2)])
    expect(await shop.level(cup)).toEqual({ onHand: 9, reserved: 0 })
    expect(await shop.published(inventory.stockCommitRejected)).toMatchObject([
      { data: { shortages: [{ variantId: cup, requested: 2, available: 0 }] } },
    ])
  })

  test('is sold although its placing comes only later, which then does nothing', async () => {
    await shop.adjust(cup, 5)
    await shop.authorised(order, [line(cup, 2)])
    await shop.placed(order, [line(cup, 2)])
    expect(await shop.level(cup)).toEqual({ onHand: 3, reserved: 0 })
    expect(await shop.published(inventory.stockReserved)).toEqual([])
  })
})

describe('an order that ended', () => {
  test.each(['cancelled', 'rejected'] as const)('%s: frees what was held', async (end) => {
    await shop.adjust(cup, 5)
    await shop.placed(order, [line(cup, 2)])
    await shop[end](order)
    expect(await shop.level(cup)).toEqual({ onHand: 5, reserved: 0 })
    expect(await shop.stateOf(order)).toBe('RELEASED')
    expect(await shop.published(inventory.stockReleased)).toMatchObject([{ data: { orderId: order } }])
  })

  test('puts back what was sold where it came from, and the ledger says so', async () => {
    await shop.adjust(cup, 5)
    await shop.placed(order, [line(cup, 2)])
    await shop.authorised(order, [line(cup, 2)])
    await shop.cancelled(order)
    expect(await shop.level(cup)).toEqual({ onHand: 5, reserved: 0 })
    expect(await shop.stateOf(order)).toBe('RESTOCKED')
    const entries = await shop.prisma.stockAdjustment.findMany({
      where: { orderId: order },
      orderBy: { number: 'asc' },
    })
    expect(entries.map(({ reason, delta }) => [reason, delta])).toEqual([
      ['SALE', -2],
      ['CANCELLATION', 2],
    ])
    expect(await shop.published(inventory.stockReleased)).toHaveLength(1)
  })

  test('before it was placed leaves a tombstone: placing and authorising it later do nothing', async () => {
    await shop.adjust(cup, 5)
    await shop.prisma.outboxEvent.deleteMany()
    await shop.cancelled(order)
    await shop.placed(order, [line(cup, 2)])
    await shop.authorised(order, [line(cup, 2)])
    expect(await shop.level(cup)).toEqual({ onHand: 5, reserved: 0 })
    expect(await shop.stateOf(order)).toBe('RELEASED')
    expect(await shop.published()).toEqual([])
  })

  test('after its reservation expired stays ended when it is authorised late', async () => {
    await shop.adjust(cup, 5)
    await shop.placed(order, [line(cup, 2)])
    shop.sleep(15)
    await shop.due(order)
    await shop.cancelled(order)
    await shop.authorised(order, [line(cup, 2)])
    expect(await shop.level(cup)).toEqual({ onHand: 5, reserved: 0 })
  })
})

describe('the alarm of a reservation', () => {
  test('frees what is still held and says so', async () => {
    await shop.adjust(cup, 5)
    await shop.placed(order, [line(cup, 2)])
    shop.sleep(15)
    await shop.due(order)
    expect(await shop.level(cup)).toEqual({ onHand: 5, reserved: 0 })
    expect(await shop.stateOf(order)).toBe('EXPIRED')
    expect(await shop.published(inventory.stockReservationExpired)).toMatchObject([
      { data: { orderId: order } },
    ])
  })

  test('that goes off early is set again', async () => {
    await shop.adjust(cup, 5)
    await shop.placed(order, [line(cup, 2)])
    shop.sleep(14)
    await shop.due(order)
    expect(await shop.stateOf(order)).toBe('HELD')
    expect(await shop.published(inventory.stockReservationDue)).toHaveLength(2)
  })

  test('does nothing to an order that is sold or unknown', async () => {
    await shop.adjust(cup, 5)
    await shop.authorised(order, [line(cup, 2)])
    shop.sleep(60)
    await shop.due(order)
    await shop.due(randomUUID())
    expect(await shop.level(cup)).toEqual({ onHand: 3, reserved: 0 })
  })
})
