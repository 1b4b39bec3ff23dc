import { newId } from '@tradewind/service'
import { countStatements } from '@tradewind/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openInventory, type TestInventory } from './inventory.ts'

let shop: TestInventory

beforeAll(async () => {
  shop = await openInventory()
})
afterAll(() => shop.close())

test('an order of forty lines takes as many statements as one of a single line, at every step of its way', async () => {
  const counted: Record<number, number[]> = {}
  const counter = countStatements(shop.database.pool)
  for (const size of [1, 40]) {
    const lines = Array.from({ length: size }, () => ({ variantId: newId(), quantity: 1 }))
    for (const { variantId } of lines) await shop.adjust(variantId, 9)
    const [sold, freed, expired, short] = [newId(), newId(), newId(), newId()]
    const steps = [
      () => shop.placed(sold, lines),
      () => shop.authorised(sold, lines),
      () => shop.cancelled(sold),
      () => shop.placed(freed, lines),
      () => shop.cancelled(freed),
      () => shop.placed(expired, lines),
      () => (shop.sleep(16), shop.due(expired)),
      () => shop.authorised(expired, lines),
      () =>
        shop.placed(
          short,
          lines.map((line) => ({ ...line, quantity: 99 })),
        ),
    ]
    counted[size] = []
    for (const step of steps) {
      counter.reset()
      await step()
      counted[size].push(counter.texts.length)
    }
  }
  expect(counted[40]).toEqual(counted[1])
  expect(Math.max(...counted[40]!)).toBeLessThanOrEqual(16)
})
