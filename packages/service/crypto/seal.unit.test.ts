import { expect, test } from 'vitest'
import { createSeal, SealError } from './seal.ts'

const secret = 'a secret of at least 32 characters'
const plain = Buffer.from('the private key')

test('opens what it closed, with the same secret, purpose and name', () => {
  const sealed = createSeal(secret, 'keys').close(plain, 'one')
  expect(createSeal(secret, 'keys').open(sealed, 'one')).toEqual(plain)
})

test('shows nothing of what is inside, and never the same twice', () => {
  const seal = createSeal(secret, 'keys')
  const [first, second] = [seal.close(plain, 'one'), seal.close(plain, 'one')]
  expect(first).not.toBe(second)
  expect(Buffer.from(first, 'base64url').includes(plain)).toBe(false)
})

test('does not open with another secret, purpose or name', () => {
  const sealed = createSeal(secret, 'keys').close(plain, 'one')
  expect(() => createSeal(`${secret}!`, 'keys').open(sealed, 'one')).toThrow(SealError)
  expect(() => createSeal(secret, 'other').open(sealed, 'one')).toThrow(SealError)
  expect(() => createSeal(secret, 'keys').open(sealed, 'two')).toThrow(SealError)
})

test('does not open what was tampered with or cut short', () => {
  const seal = createSeal(secret, 'keys')
  const bytes = Buffer.from(seal.close(plain, 'one'), 'base64url')
  for (let position = 0; position < bytes.length; position++) {
    const changed = Buffer.from(bytes)
    changed[position]! ^= 1
    expect(() => seal.open(changed.toString('base64url'), 'one')).toThrow(SealError)
    expect(() => seal.open(bytes.subarray(0, position).toString('base64url'), 'one')).toThrow(SealError)
  }
})
