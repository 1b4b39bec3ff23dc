import fc from 'fast-check'
import { expect, test } from 'vitest'
import { World, type Chance } from '../test/world.ts'

/** Chance from a list of numbers; after its end the first message is next and every coin shows tails. */
function chanceFrom(numbers: readonly number[]): Chance {
  let position = 0
  const next = (): number => numbers[position++] ?? 0
  return { pick: (count) => next() % count, flip: () => next() % 2 === 1 }
}

const anyWorld = fc
  .tuple(fc.array(fc.nat(1_000), { maxLength: 80, size: 'max' }), fc.boolean())
  .map(([numbers, customerCancels]) => new World(chanceFrom(numbers), { customerCancels }))

/** What holds of everybody's state and of the events out at the ends of an order. */
const agreement = {
  CONFIRMED: { stock: /^sold$/, payment: /^authorised$/, confirmed: [1], compensated: 0 },
  REJECTED: { stock: /^(none|free)$/, payment: /^(none|declined|voided)$/, confirmed: [0], compensated: 1 },
  // A customer may cancel what is confirmed.
  CANCELLED: {
    stock: /^(none|free)$/,
    payment: /^(none|declined|voided)$/,
    confirmed: [0, 1],
    compensated: 1,
  },
}

test('whatever is late, doubled, refused, expired, timed out or cancelled, all agree in the end', () => {
  const ends = new Set<string>()
  fc.assert(
    fc.property(anyWorld, (world) => {
      world.run()
      const { state } = world.order
      ends.add('reason' in state ? `${state.status} ${state.reason}` : state.status)

      const count = (kind: string): number => world.published.filter((it) => it === kind).length
      const agreed = agreement[state.status as keyof typeof agreement]
      expect(world.stock).toMatch(agreed.stock)
      expect(world.payment).toMatch(agreed.payment)
      expect(agreed.confirmed).toContain(count('OrderConfirmed'))
      expect(count('OrderRejected') + count('OrderCancelled')).toBe(agreed.compensated)
    }),
    { numRuns: 5_000 },
  )
  expect([...ends].toSorted()).toEqual([
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
