import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  admit,
  FIRST_PAUSE,
  FORGOTTEN_AFTER,
  FREE_FAILURES,
  LONGEST_PAUSE,
  type Attempts,
} from './throttle.ts'

const start = new Date('2026-03-01T09:30:00Z')
const later = (time: Date, milliseconds: number): Date => new Date(time.getTime() + milliseconds)

test('admits the first failures without a pause', () => {
  let attempts: Attempts | null = null
  for (let failure = 1; failure <= FREE_FAILURES; failure++) {
    const admission = admit(attempts, start)
    expect(admission).toEqual({ kind: 'admitted', attempts: { failures: failure, lastAt: start } })
    if (admission.kind === 'admitted') attempts = admission.attempts
  }
  expect(admit(attempts, start)).toEqual({ kind: 'paused', retryAt: later(start, FIRST_PAUSE) })
})

test('admits a free attempt that began before the one counted last', () => {
  const admission = admit({ failures: 1, lastAt: later(start, 5) }, start)
  expect(admission).toEqual({ kind: 'admitted', attempts: { failures: 2, lastAt: later(start, 5) } })
})

test('admits again at the very moment it promised', () => {
  const attempts = { failures: FREE_FAILURES, lastAt: start }
  expect(admit(attempts, later(start, FIRST_PAUSE - 1)).kind).toBe('paused')
  expect(admit(attempts, later(start, FIRST_PAUSE)).kind).toBe('admitted')
})

test('doubles the pause with each further failure, up to a quarter of an hour', () => {
  const pauses = [0, 1, 2, 3, 4, 5, 1_000].map((more) => {
    const admission = admit({ failures: FREE_FAILURES + more, lastAt: start }, start)
    return admission.kind === 'paused' ? admission.retryAt.getTime() - start.getTime() : 0
  })
  expect(pauses.map((pause) => pause / FIRST_PAUSE)).toEqual([1, 2, 4, 8, 15, 15, 15])
})

test('forgets failures after a quiet hour', () => {
  const admission = admit({ failures: 50, lastAt: start }, later(start, FORGOTTEN_AFTER))
  expect(admission).toMatchObject({ kind: 'admitted', attempts: { failures: 1 } })
})

test('never admits more guesses in a day than the pauses allow, however they are timed', () => {
  const day = 24 * 60 * 60 * 1000
  const waits = fc.array(fc.integer({ min: 0, max: 20 * 60 * 1000 }), { maxLength: 500 })
  fc.assert(
    fc.property(waits, (gaps) => {
      let attempts: Attempts | null = null
      let now = start
      let admitted = 0
      for (const gap of gaps) {
        now = later(now, gap)
        if (now.getTime() - start.getTime() > day) break
        const admission = admit(attempts, now)
        if (admission.kind === 'paused') continue
        attempts = admission.attempts
        admitted++
      }
      // The free ones, the four shorter pauses, then one guess per longest pause.
      expect(admitted).toBeLessThanOrEqual(FREE_FAILURES + 5 + day / LONGEST_PAUSE)
    }),
  )
})
