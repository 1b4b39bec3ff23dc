import fc from 'fast-check'
import { expect, test } from 'vitest'
import { freeHandle, HANDLE_MAX, isHandle, toHandle } from './handle.ts'

test.each([
  ['Ocean Blue Shirt', 'ocean-blue-shirt'],
  ['  Crème brûlée, 2 × 100 g! ', 'creme-brulee-2-100-g'],
  ['Größe Öl', 'grosse-ol'],
  ['Ǽblegrød', 'aeblegrod'],
  ["Men's T-Shirt", 'mens-t-shirt'],
  ['花王', '花王'],
  ['!!!', ''],
])('makes a handle of %j', (name, handle) => {
  expect(toHandle(name)).toBe(handle)
})

test('makes a handle of any name, which is then one as it stands', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const handle = toHandle(name)
      expect(handle === '' || isHandle(handle)).toBe(true)
      expect(handle.length).toBeLessThanOrEqual(HANDLE_MAX)
    }),
  )
})

test('numbers a handle that is taken with the first number that is free', () => {
  expect(freeHandle('mug', new Set())).toBe('mug')
  expect(freeHandle('mug', new Set(['mug', 'mug-2', 'mug-4']))).toBe('mug-3')
})

test('keeps a numbered handle within the longest length', () => {
  const long = 'a'.repeat(HANDLE_MAX)
  expect(freeHandle(long, new Set([long]))).toBe(`${'a'.repeat(HANDLE_MAX - 2)}-2`)
})
