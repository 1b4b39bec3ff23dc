import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { adjust, count, emptyLevel, HIGHEST_LEVEL, state, type LevelChange, type Level } from './level.ts'

const level: Level = { onHand: 10, reserved: 4 }
const importId = '0199c2f0-0000-7000-8000-000000000001'

describe('adjusting a level', () => {
  test('adds pieces', () => {
    expect(adjust(level, 5)).toEqual({ ok: true, delta: 5 })
  })

  test('takes free pieces away, down to what is held', () => {
    expect(adjust(level, -6)).toEqual({ ok: true, delta: -6 })
  })

  test('refuses to take pieces that are held for orders', () => {
    expect(adjust(level, -7)).toEqual({
      ok: false,
      problem: { code: 'INSUFFICIENT_STOCK', onHand: 10, reserved: 4 },
    })
  })

  test('refuses to take pieces where there are none', () => {
    expect(adjust(emptyLevel, -1)).toMatchObject({ ok: false, problem: { code: 'INSUFFICIENT_STOCK' } })
  })

  test('refuses more than can be kept', () => {
    expect(adjust({ onHand: HIGHEST_LEVEL, reserved: 0 }, 1)).toEqual({
      ok: false,
      problem: { code: 'TOO_MUCH_STOCK' },
    })
  })
})

describe('counting a level', () => {
  test('is the difference to what was known', () => {
    expect(count(level, 12)).toEqual({ ok: true, delta: 2 })
    expect(count(level, 10)).toEqual({ ok: true, delta: 0 })
  })

  test('refuses a count below what is held for orders', () => {
    expect(count(level, 3)).toMatchObject({ ok: false, problem: { code: 'INSUFFICIENT_STOCK' } })
  })
})

describe("a merchant's file", () => {
  test('sets the level to what it states', () => {
    expect(state(level, 25, importId)).toEqual({ delta: 15, note: `A file stated 25 (import ${importId}).` })
  })

  test('that states less than nothing counts as 0, and the note says so', () => {
    const { delta, note } = state({ onHand: 3, reserved: 0 }, -2, importId)
    expect(delta).toBe(-3)
    expect(note).toContain('stated -2')
    expect(note).toContain('counts as 0')
  })

  test('that states less than is held leaves what is held, and the note says so', () => {
    const { delta, note } = state(level, 1, importId)
    expect(delta).toBe(-6)
    expect(note).toContain('4 are held for orders')
  })
})

test('whatever is done to a level, what it holds stays between what is held and what can be kept', () => {
  const levels = fc
    .tuple(fc.nat(HIGHEST_LEVEL), fc.nat(HIGHEST_LEVEL))
    .map(([a, b]): Level => ({ onHand: Math.max(a, b), reserved: Math.min(a, b) }))
  const changes = fc.oneof(
    fc.integer().map((n) => (before: Level) => adjust(before, n)),
    fc.integer().map((n) => (before: Level) => count(before, n)),
    fc
      .integer()
      .map((n) => (before: Level): LevelChange => ({ ok: true, delta: state(before, n, importId).delta })),
  )
  fc.assert(
    fc.property(levels, changes, (before, change) => {
      const result = change(before)
      const onHand = before.onHand + (result.ok ? result.delta : 0)
      expect(onHand).toBeGreaterThanOrEqual(before.reserved)
      expect(onHand).toBeLessThanOrEqual(HIGHEST_LEVEL)
    }),
  )
})
