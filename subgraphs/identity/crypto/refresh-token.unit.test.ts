import { expect, test } from 'vitest'
import { newRefreshToken, nextRefreshToken, readRefreshToken } from './refresh-token.ts'

test('reads back the token a client was given', () => {
  const token = newRefreshToken()
  expect(token.value).toMatch(/^[\w-]{64}$/)
  expect(readRefreshToken(token.value)).toEqual(token)
})

test('makes each next token of the same family and otherwise new', () => {
  const first = newRefreshToken()
  const second = nextRefreshToken(first)
  expect(second.familyHash).toBe(first.familyHash)
  expect(second.hash).not.toBe(first.hash)
  expect(second.value.slice(22)).not.toBe(first.value.slice(22))
})

test('makes every session a family of its own', () => {
  expect(newRefreshToken().familyHash).not.toBe(newRefreshToken().familyHash)
})

test.each([
  '',
  'x',
  'ä'.repeat(64),
  'x'.repeat(63),
  'x'.repeat(65),
  `${'x'.repeat(64)}\n`,
  'x'.repeat(1_000_000),
])('refuses what cannot be a token', (value) => {
  expect(readRefreshToken(value)).toBeNull()
})
