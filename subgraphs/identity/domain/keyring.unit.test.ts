import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  ACCESS_TOKEN_LIFETIME,
  isRotationDue,
  publishedAt,
  PUBLISHED_AHEAD,
  ROTATION_PERIOD,
  signerAt,
  signsFrom,
  waitingAt,
  type KeyTimes,
} from './keyring.ts'

const start = new Date('2026-03-01T09:30:00Z')
const at = (milliseconds: number): Date => new Date(start.getTime() + milliseconds)
const first: KeyTimes = { id: 'a', createdAt: start, signsFrom: start }
const second: KeyTimes = { id: 'b', createdAt: at(1000), signsFrom: at(1000 + PUBLISHED_AHEAD) }
const idsAt = (keys: KeyTimes[], now: Date): string[] => publishedAt(keys, now).map((key) => key.id)

test('lets the first key sign at once, and the next one only after it has been published for long enough', () => {
  expect(signsFrom([], start)).toEqual(start)
  expect(signsFrom([first], at(1000))).toEqual(second.signsFrom)
})

test('publishes the next key before it signs', () => {
  const now = at(2000)
  expect(signerAt([second, first], now)).toBe(first)
  expect(idsAt([second, first], now)).toEqual(['a', 'b'])
  expect(waitingAt([second, first], now)).toBe(second)
})

test('publishes the old key until the last token it signed has expired', () => {
  const takeover = second.signsFrom.getTime() - start.getTime()
  expect(signerAt([first, second], at(takeover))).toBe(second)
  expect(waitingAt([first, second], at(takeover))).toBeNull()
  expect(idsAt([first, second], at(takeover + ACCESS_TOKEN_LIFETIME))).toEqual(['a', 'b'])
  expect(idsAt([first, second], at(takeover + 2 * ACCESS_TOKEN_LIFETIME))).toEqual(['b'])
})

test('signs with the only key even if its time was written by a clock ahead of ours', () => {
  expect(signerAt([second], start)).toBe(second)
  expect(signerAt([], start)).toBeNull()
})

test('rotates when there is no key or the newest has signed for its period', () => {
  expect(isRotationDue([], start)).toBe(true)
  expect(isRotationDue([first], at(1))).toBe(false)
  expect(isRotationDue([first], at(ROTATION_PERIOD))).toBe(true)
  expect(isRotationDue([first, second], at(ROTATION_PERIOD))).toBe(false)
})

test('whenever keys are rotated, every token that still works can be verified and every signer was announced', () => {
  const waits = fc.array(fc.integer({ min: 1, max: ROTATION_PERIOD }), { maxLength: 30 })
  fc.assert(
    fc.property(waits, fc.nat({ max: ACCESS_TOKEN_LIFETIME - 1 }), (gaps, tokenAge) => {
      let keys: KeyTimes[] = []
      let now = 0
      for (const [index, gap] of gaps.entries()) {
        now += gap
        const published = publishedAt(keys, at(now))
        keys = keys.filter((key) => published.includes(key))
        if (waitingAt(keys, at(now)) === null) {
          keys.push({ id: `key-${index}`, createdAt: at(now), signsFrom: signsFrom(keys, at(now)) })
        }
        const signer = signerAt(keys, at(now))!
        const shown = publishedAt(keys, at(now + tokenAge))
        expect(shown).toContain(signer)
        const announced = now - (signer.createdAt.getTime() - start.getTime()) >= PUBLISHED_AHEAD
        expect(announced || signer.id === 'key-0').toBe(true)
      }
    }),
  )
})
