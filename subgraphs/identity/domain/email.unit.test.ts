import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normaliseEmail } from './email.ts'

test('takes away blanks around an address and its capitals', () => {
  expect(normaliseEmail('  Anna.Berg+shop@Example.COM \n')).toBe('anna.berg+shop@example.com')
})

test.each([
  '',
  'anna',
  'anna@',
  '@example.com',
  'anna@example',
  'anna@@example.com',
  'anna berg@example.com',
  'anna@-example.com',
  'anna@example..com',
  'anna@example.com\u0000',
  'änna@example.com',
  'anna@exämple.com',
  `${'a'.repeat(65)}@example.com`,
  `anna@${'a'.repeat(64)}.com`,
  `anna@${'abc.'.repeat(63)}com`,
])('refuses %j', (typed) => {
  expect(normaliseEmail(typed)).toBeNull()
})

test('refuses a huge text without looking at it closely', () => {
  expect(normaliseEmail(`${'a@'.repeat(5_000_000)}example.com`)).toBeNull()
})

test('leaves a normalised address as it is', () => {
  fc.assert(
    fc.property(fc.emailAddress(), (typed) => {
      const once = normaliseEmail(typed)
      fc.pre(once !== null)
      expect(normaliseEmail(once)).toBe(once)
      expect(normaliseEmail(typed.toUpperCase())).toBe(once)
    }),
  )
})
