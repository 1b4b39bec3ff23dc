import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MoneyError, toMinorUnits, toMoney } from '../index.ts'

describe('money', () => {
  test.each([
    [1290n, 'EUR', '12.90'],
    [5n, 'EUR', '0.05'],
    [-5n, 'EUR', '-0.05'],
    [0n, 'EUR', '0.00'],
    [500n, 'JPY', '500'],
    [1n, 'KWD', '0.001'],
  ])('%d minor units of %s are %s', (minorUnits, currencyCode, amount) => {
    expect(toMoney(minorUnits, currencyCode)).toEqual({ amount, currencyCode })
    expect(toMinorUnits(amount, currencyCode)).toBe(minorUnits)
  })

  test('takes fewer decimals than the currency has, and more when they are zeros', () => {
    expect(toMinorUnits('12', 'EUR')).toBe(1200n)
    expect(toMinorUnits('12.5', 'EUR')).toBe(1250n)
    expect(toMinorUnits('12.5000', 'EUR')).toBe(1250n)
  })

  test.each(['12,90', '1e3', '', ' 1', '0x10', '--1', '1.', '.5', 'NaN', '9'.repeat(16), '9'.repeat(10_000)])(
    'refuses %j',
    (amount) => {
      expect(() => toMinorUnits(amount, 'EUR')).toThrow(MoneyError)
    },
  )

  test('never rounds', () => {
    expect(() => toMinorUnits('12.905', 'EUR')).toThrow('12.905 has more decimals than EUR has (2).')
    expect(() => toMinorUnits('1.5', 'JPY')).toThrow(MoneyError)
  })

  test('refuses what is not a currency', () => {
    expect(() => toMoney(1n, 'XXZ')).toThrow('"XXZ" is not a currency code of ISO 4217.')
  })

  test('any amount survives the way there and back', () => {
    fc.assert(
      fc.property(
        fc.bigInt(1n - 10n ** 15n, 10n ** 15n - 1n),
        fc.constantFrom('EUR', 'JPY', 'KWD', 'USD'),
        (minor, code) => {
          expect(toMinorUnits(toMoney(minor, code).amount, code)).toBe(minor)
        },
      ),
    )
  })
})
