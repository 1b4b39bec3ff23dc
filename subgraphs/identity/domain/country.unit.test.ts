import { expect, test } from 'vitest'
import { isCountryCode } from './country.ts'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('')

test('knows the 249 codes of ISO 3166-1', () => {
  const codes = letters.flatMap((first) => letters.map((second) => first + second)).filter(isCountryCode)
  expect(codes).toHaveLength(249)
  expect(codes).toEqual(expect.arrayContaining(['DE', 'GB', 'US', 'SS', 'AX']))
})

test.each(['', 'de', 'UK', 'EU', 'XX', 'DEU', '49', '__proto__'])('refuses %j', (code) => {
  expect(isCountryCode(code)).toBe(false)
})
