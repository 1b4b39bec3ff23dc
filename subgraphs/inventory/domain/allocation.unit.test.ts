import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allocate, mergeLines, type Supply } from './allocation.ts'

const supply = (variantId: string, locationId: string, available: number, priority = 1): Supply => ({
  variantId,
  locationId,
  available,
  priority,
})

test('takes a line from the location whose turn comes first', () => {
  const supplies = [supply('cup', 'far', 5, 20), supply('cup', 'near', 5, 10)]
  expect(allocate([{ variantId: 'cup', quantity: 2 }], supplies)).toEqual({
    ok: true,
    allocations: [{ variantId: 'cup', locationId: 'near', quantity: 2 }],
  })
})

test('of locations with the same turn, the older one serves', () => {
  const supplies = [supply('cup', 'location-2', 5), supply('cup', 'location-1', 5)]
  expect(allocate([{ variantId: 'cup', quantity: 1 }], supplies)).toMatchObject({
    allocations: [{ locationId: 'location-1' }],
  })
})

test('splits a line that no location can serve alone, and passes over empty ones', () => {
  const supplies = [supply('cup', 'a', 2, 1), supply('cup', 'b', 0, 2), supply('cup', 'c', 9, 3)]
  expect(allocate([{ variantId: 'cup', quantity: 5 }], supplies)).toEqual({
    ok: true,
    allocations: [
      { variantId: 'cup', locationId: 'a', quantity: 2 },
      { variantId: 'cup', locationId: 'c', quantity: 3 },
    ],
  })
})

test('one short line refuses the whole order, and every short line is named', () => {
  const lines = [
    { variantId: 'cup', quantity: 1 },
    { variantId: 'jug', quantity: 4 },
    { variantId: 'mug', quantity: 1 },
  ]
  expect(allocate(lines, [supply('cup', 'a', 9), supply('jug', 'a', 3)])).toEqual({
    ok: false,
    shortages: [
      { variantId: 'jug', requested: 4, available: 3 },
      { variantId: 'mug', requested: 1, available: 0 },
    ],
  })
})

test('lines of the same variant count together', () => {
  const lines = [
    { variantId: 'cup', quantity: 2 },
    { variantId: 'cup', quantity: 2 },
  ]
  expect(mergeLines(lines)).toEqual([{ variantId: 'cup', quantity: 4 }])
  expect(allocate(lines, [supply('cup', 'a', 3)])).toMatchObject({
    ok: false,
    shortages: [{ requested: 4, available: 3 }],
  })
})

test('never takes more than there is, and takes exactly what is wanted or nothing', () => {
  const variants = fc.constantFrom('cup', 'jug', 'mug')
  const wanted = fc.array(fc.record({ variantId: variants, quantity: fc.integer({ min: 1, max: 9 }) }))
  const stock = fc.uniqueArray(
    fc.record({
      variantId: variants,
      locationId: fc.constantFrom('a', 'b', 'c'),
      available: fc.nat(12),
      priority: fc.nat(2),
    }),
    { selector: ({ variantId, locationId }) => `${variantId} ${locationId}` },
  )
  fc.assert(
    fc.property(wanted, stock, (lines, supplies) => {
      const total = (variantId: string, of: readonly { variantId: string; quantity: number }[]): number =>
        of.filter((each) => each.variantId === variantId).reduce((sum, { quantity }) => sum + quantity, 0)
      const free = supplies.map(({ variantId, available }) => ({ variantId, quantity: available }))
      const result = allocate(lines, supplies)
      for (const variantId of ['cup', 'jug', 'mug']) {
        const missing = Math.max(total(variantId, lines) - total(variantId, free), 0)
        const isShort = !result.ok && result.shortages.some((shortage) => shortage.variantId === variantId)
        expect(isShort).toBe(missing > 0)
        expect(result.ok ? total(variantId, result.allocations) : 0).toBe(
          result.ok ? total(variantId, lines) : 0,
        )
      }
      for (const taken of result.ok ? result.allocations : []) {
        const from = supplies.find(
          (each) => each.variantId === taken.variantId && each.locationId === taken.locationId,
        )
        expect(taken.quantity).toBeLessThanOrEqual(from?.available ?? 0)
      }
    }),
  )
})
