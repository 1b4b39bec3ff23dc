import { describe, expect, test } from 'vitest'
import { scalars } from '../index.ts'

describe('a DateTime', () => {
  test('is an instant, whatever the offset it was given in', () => {
    expect(scalars.DateTime.parseValue('2026-03-01T10:30:00+01:00')).toEqual(new Date('2026-03-01T09:30:00Z'))
  })

  test.each([
    ['no time', '2026-03-01'],
    ['a month that there is not', '2026-13-01T00:00:00Z'],
    ['a number', 1_772_357_400_000],
    ['the year 0, which PostgreSQL does not have', '0000-01-01T00:00:00Z'],
    ['an instant of the year 0 by way of its offset', '0001-01-01T00:00:00+14:00'],
  ])('is not %s', (_, value) => {
    expect(() => scalars.DateTime.parseValue(value)).toThrow(/RFC 3339/)
  })
})
