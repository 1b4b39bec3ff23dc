import { expect, test } from 'vitest'
import { hashPassword, verifyPassword } from './password-hash.ts'

test('hashes with Argon2id and the parameters OWASP names, with a salt of its own each time', async () => {
  const [first, second] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')])
  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(first).not.toBe(second)
})

test('tells the right password from a wrong one', async () => {
  const hash = await hashPassword('correct horse')
  expect(await verifyPassword(hash, 'correct horse')).toBe(true)
  expect(await verifyPassword(hash, 'correct horse ')).toBe(false)
})

test('works as hard for an account that does not exist, and says no', async () => {
  const hash = await hashPassword('correct horse')
  await verifyPassword(null, 'warm up')
  const measure = async (stored: string | null): Promise<number> => {
    const begin = performance.now()
    expect(await verifyPassword(stored, 'wrong password')).toBe(false)
    return performance.now() - begin
  }
  // By turns, so that whatever else the machine does slows down both.
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] }
  for (let round = 0; round < 7; round++) {
    times.known.push(await measure(hash))
    times.unknown.push(await measure(null))
  }
  const median = (all: number[]): number => all.toSorted((a, b) => a - b)[3]!
  // Hashing takes tens of milliseconds, an early "no" microseconds: a wide margin for a busy machine still tells.
  expect(median(times.unknown)).toBeGreaterThan(median(times.known) / 4)
})
