import fc from 'fast-check'
import { expect, test } from 'vitest'
import { World, type Chance } from './test/world.ts'

/** Chance from a list of numbers; after its end the first message is next and every coin shows tails. */
function chanceFrom(numbers: readonly number[]): Chance {
  let position = 0
  const next = (): number => numbers[position++] ?? 0
  return { pick: (count) => next() % count, flip: () => next() % 2 === 1 }
}

const anyWorld = fc
  .tuple(fc.array(fc.nat(1_000), { maxLength: 80, size: 'max' }), fc.boolean())
  .map(([numbers, customerCancels]) => new World(chanceFrom(numbers), { customerCancels }))

test('whatever is late, doubled, refused, expired, timed out or cancelled, all agree in the end', () => {
  const ends = new Map<string, number>()
  fc.assert(
    fc.property(anyWorld, (world) => {
      world.run()
      const { state } = world.order
      const end = 'reason' in state ? `${state.status} ${state.reason}` : state.status
      ends.set(end, (ends.get(end) ?? 0) + 1)

      const count = (kind: string): number => world.published.filter((it) => it === kind).length
      if (state.status === 'CONFIRMED') {
        expect(world).toMatchObject({ stock: 'sold', payment: 'authorised' })
        expect(count('OrderRejected') + count('OrderCancelled')).toBe(0)
      } else {
        expect(['REJECTED', 'CANCELLED']).toContain(state.status)
        expect(['none', 'free']).toContain(world.stock)
        expect(['none', 'declined', 'voided']).toContain(world.payment)
        expect(count('OrderRejected') + count('OrderCancelled')).toBe(1)
      }
      expect(count('OrderConfirmed')).toBeLessThanOrEqual(1)
      if (state.status === 'CONFIRMED') expect(count('OrderConfirmed')).toBe(1)
    }),
    { numRuns: 5_000 },
  )
  expect([...ends.keys()].sort()).toEqual([
    'CANCELLED COMMIT_TIMED_OUT',
    'CANCELLED CUSTOMER_REQUEST',
    'CANCELLED PAYMENT_TIMED_OUT',
    'CANCELLED RESERVATION_EXPIRED',
    'CANCELLED RESERVATION_TIMED_OUT',
    'CONFIRMED',
    'REJECTED OUT_OF_STOCK',
    'REJECTED PAYMENT_DECLINED',
  ])
})
