import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkSize, place, price, type BasketLine, type Offer } from './placing.ts'
import { clock, now } from '../test/orders.ts'

const limits = { lines: 3, quantity: 10, total: 100_000n }

const offer = (variantId: string, prices: Record<string, bigint>, published = true): Offer => ({
  variantId,
  published,
  name: `Product of ${variantId}`,
  variantTitle: null,
  sku: variantId.toUpperCase(),
  imageUrl: null,
  prices: new Map(Object.entries(prices)),
})

const offers = new Map(
  [
    offer('shirt', { EUR: 1_290n, GBP: 1_100n }),
    offer('mug', { EUR: 800n }),
    offer('free', { EUR: 0n }),
    offer('hidden', { EUR: 500n }, false),
    offer('sofa', { EUR: 99_999n }),
  ].map((it) => [it.variantId, it]),
)

const line = (variantId: string, quantity = 1, expectedUnitPrice: bigint | null = null): BasketLine => ({
  variantId,
  quantity,
  expectedUnitPrice,
})

const priced = (lines: BasketLine[], currencyCode = 'EUR') => price({ currencyCode, lines }, offers, limits)

const failuresOf = (lines: BasketLine[], currencyCode = 'EUR') => {
  const outcome = priced(lines, currencyCode)
  return outcome.kind === 'refused' ? outcome.failures : []
}

describe('pricing a basket', () => {
  test('takes name, stock keeping unit and price from the copy of catalog, and adds up', () => {
    expect(priced([line('shirt', 2), line('mug')])).toMatchObject({
      kind: 'accepted',
      total: 3_380n,
      lines: [
        { variantId: 'shirt', quantity: 2, unitPrice: 1_290n, name: 'Product of shirt', sku: 'SHIRT' },
        { variantId: 'mug', quantity: 1, unitPrice: 800n },
      ],
    })
  })

  test('takes the price in the currency asked for', () => {
    expect(priced([line('shirt')], 'GBP')).toMatchObject({ total: 1_100n })
  })

  test('makes lines of one variant one line, at the place of the first', () => {
    expect(priced([line('shirt', 2), line('mug'), line('shirt', 3)])).toMatchObject({
      lines: [
        { variantId: 'shirt', quantity: 5 },
        { variantId: 'mug', quantity: 1 },
      ],
    })
  })

  test('sells what costs nothing', () => {
    expect(priced([line('free', 2)])).toMatchObject({ kind: 'accepted', total: 0n })
  })

  test('agrees to the price the customer expects', () => {
    expect(priced([line('shirt', 1, 1_290n)])).toMatchObject({ kind: 'accepted' })
  })

  test('the total is the sum over the lines, whatever is ordered', () => {
    const quantities = fc.integer({ min: 1, max: 3 })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('shirt', 'mug', 'free'), quantities), { minLength: 1 }),
        (wanted) => {
          const outcome = price(
            { currencyCode: 'EUR', lines: wanted.map(([variantId, quantity]) => line(variantId, quantity)) },
            offers,
            { lines: 1_000, quantity: 10_000, total: 10n ** 12n },
          )
          if (outcome.kind === 'refused') throw new Error('There is nothing to refuse.')
          const pieces = (of: readonly (readonly [string, number])[]) => of.reduce((sum, [, n]) => sum + n, 0)
          expect(pieces(outcome.lines.map((it) => [it.variantId, it.quantity]))).toBe(pieces(wanted))
          expect(new Set(outcome.lines.map((it) => it.variantId)).size).toBe(outcome.lines.length)
          expect(outcome.total).toBe(
            wanted.reduce((sum, [id, n]) => sum + offers.get(id)!.prices.get('EUR')! * BigInt(n), 0n),
          )
        },
      ),
    )
  })
})

describe('a basket is refused', () => {
  test('when it is empty', () => {
    expect(failuresOf([])).toEqual([{ kind: 'Empty' }])
    expect(checkSize(0, limits)).toEqual({ kind: 'Empty' })
  })

  test('when it has too many lines', () => {
    const lines = ['a', 'b', 'c', 'd'].map((id) => line(id))
    expect(failuresOf(lines)).toEqual([{ kind: 'TooManyLines', maximum: 3 }])
    expect(checkSize(3, limits)).toBeNull()
  })

  test('when there are too many pieces of a variant, lines of the same variant taken together', () => {
    expect(failuresOf([line('mug', 11)])).toEqual([{ kind: 'QuantityTooLarge', index: 0, maximum: 10 }])
    expect(failuresOf([line('mug', 6), line('mug', 5)])).toEqual([
      { kind: 'QuantityTooLarge', index: 1, maximum: 10 },
    ])
  })

  test('when it comes to too much', () => {
    expect(failuresOf([line('sofa', 2)])).toEqual([
      { kind: 'TotalTooLarge', maximum: 100_000n, currencyCode: 'EUR' },
    ])
  })

  test('when a variant is unknown or not published', () => {
    expect(failuresOf([line('ghost'), line('hidden')])).toEqual([
      { kind: 'Unavailable', index: 0, variantId: 'ghost' },
      { kind: 'Unavailable', index: 1, variantId: 'hidden' },
    ])
  })

  test('when a variant has no price in the currency', () => {
    expect(failuresOf([line('shirt'), line('mug')], 'GBP')).toEqual([
      { kind: 'NoPrice', index: 1, variantId: 'mug', currencyCode: 'GBP' },
    ])
  })

  test('when a price is not the expected one, higher or lower', () => {
    const changed = { kind: 'PriceChanged', variantId: 'shirt', unitPrice: 1_290n, currencyCode: 'EUR' }
    expect(failuresOf([line('shirt', 1, 1_190n)])).toMatchObject([changed])
    expect(failuresOf([line('shirt', 1, 1_390n)])).toMatchObject([changed])
  })

  test('for everything that is in the way at once', () => {
    expect(
      failuresOf([line('ghost'), line('mug', 11, 1n), line('shirt', 11)]).map(({ kind }) => kind),
    ).toEqual(['Unavailable', 'PriceChanged', 'QuantityTooLarge'])
  })
})

test('placing announces the lines, and sets the time until which stock must be reserved', () => {
  expect(place([{ variantId: 'shirt', quantity: 2 }], 'tok_1', clock)).toEqual({
    kind: 'moved',
    state: { status: 'PLACED', paymentToken: 'tok_1' },
    events: [
      { kind: 'OrderPlaced', lines: [{ variantId: 'shirt', quantity: 2 }] },
      { kind: 'StepBegun', step: 'PLACED', dueAt: new Date(now.getTime() + 120_000) },
    ],
  })
})
