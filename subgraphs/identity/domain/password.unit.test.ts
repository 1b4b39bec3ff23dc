import { expect, test } from 'vitest'
import { normalisePassword, passwordProblem } from './password.ts'

const email = 'anna@example.com'

test('accepts 10 to 200 characters of any kind', () => {
  expect(passwordProblem('ten chars!', email)).toBeNull()
  expect(passwordProblem('🐟'.repeat(10), email)).toBeNull()
  expect(passwordProblem('🐟'.repeat(200), email)).toBeNull()
})

test('refuses fewer than 10 characters', () => {
  expect(passwordProblem('nine char', email)).toContain('at least 10')
  expect(passwordProblem('🐟'.repeat(9), email)).toContain('at least 10')
})

test('refuses more than 200 characters', () => {
  expect(passwordProblem('x'.repeat(201), email)).toContain('at most 200')
  expect(passwordProblem('x'.repeat(10_000_000), email)).toContain('at most 200')
})

test('refuses the e-mail address, however it is written', () => {
  expect(passwordProblem('anna@example.com', email)).toContain('e-mail')
  expect(passwordProblem(' ANNA@example.com ', email)).toContain('e-mail')
})

test('takes a composed and a decomposed letter for the same', () => {
  expect(normalisePassword('pa\u0308ssword-long')).toBe(normalisePassword('pässword-long'))
})
