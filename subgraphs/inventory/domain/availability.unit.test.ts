import { expect, test } from 'vitest'
import { toAvailability } from './availability.ts'

test('tells the exact number up to the cap', () => {
  expect(toAvailability(0, 10)).toEqual({ available: 0, hasMore: false, inStock: false })
  expect(toAvailability(10, 10)).toEqual({ available: 10, hasMore: false, inStock: true })
})

test('hides how many there are beyond the cap', () => {
  expect(toAvailability(11, 10)).toEqual({ available: 10, hasMore: true, inStock: true })
})
