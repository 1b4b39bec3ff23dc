import fc from 'fast-check'
import { behaviours } from '../../subgraphs/payments/providers/sandbox/behaviours.ts'
import { overtakings } from './overtakings.ts'
import type { Fate } from './part.ts'
import type { OrderCommand, Step, Story } from './steps.ts'

const order = fc.nat(4)
const variant = fc.nat(1)
/** Often the oldest, so that orders come along. */
const pick = fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(11) })

const likely = <Value>(...values: [weight: number, value: Value][]) =>
  fc.oneof(...values.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })))

const line = fc.record({ variant, quantity: likely([3, 1], [2, 2], [1, 3]) })
const token = fc.oneof(
  { weight: 2, arbitrary: fc.constant('sandbox-approve') },
  { weight: 3, arbitrary: fc.constantFrom(...Object.keys(behaviours), 'no token of the sandbox') },
)

const place: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('place' as const),
  customer: fc.nat(2),
  lines: fc.array(line, { minLength: 1, maxLength: 2 }),
  token,
})
const deliver: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('deliver' as const),
  pick,
  fate: likely<Fate>([8, 'once'], [1, 'twice at once'], [1, 'crash']),
})
const timeOut: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('time out' as const),
  pick: fc.nat(5),
  early: fc.boolean(),
})
const orderCommand = (weights: readonly [number, OrderCommand][]): fc.Arbitrary<Step> =>
  fc.record({ do: likely(...weights.map(([weight, it]): [number, OrderCommand] => [weight, it])), order })
const refundPart: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('refund a part' as const),
  order,
  amount: fc.integer({ min: 1, max: 1500 }),
})
const stock: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('adjust' as const, 'state' as const),
  variant,
  pieces: fc.integer({ min: -4, max: 4 }),
})
const lose: fc.Arbitrary<Step> = fc.record({ do: fc.constant('lose' as const), variant })
const price = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 3000 }))
const reprice: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('reprice' as const),
  prices: fc.tuple(price, price),
})
const again: fc.Arbitrary<Step> = fc.record({ do: fc.constant('deliver again' as const), pick: fc.nat(99) })
const notify: fc.Arbitrary<Step> = fc.constant({ do: 'notify' })

const steps = (
  { min, max }: { min: number; max: number },
  ...weights: (readonly [number, fc.Arbitrary<Step>])[]
): fc.Arbitrary<Step[]> =>
  fc.array(fc.oneof(...weights.map(([weight, arbitrary]) => ({ weight, arbitrary }))), {
    minLength: min,
    maxLength: max,
    size: 'max',
  })

const meanwhile = [
  [18, deliver],
  [1, timeOut],
  [1, again],
  [1, notify],
  [2, stock],
  [1, lose],
  [1, reprice],
] as const

const rushing = [
  ...meanwhile,
  [4, place],
  [
    3,
    orderCommand([
      [2, 'cancel as customer'],
      [1, 'cancel as staff'],
      [2, 'ship'],
      [1, 'arrive'],
    ]),
  ],
] as const

/** The way to an overtaking, with other things in between. */
const disturbed: fc.Arbitrary<Step[]> = fc
  .constantFrom(...overtakings)
  .chain(({ way }) =>
    fc
      .tuple(...way.map(() => steps({ min: 0, max: 4 }, ...rushing)))
      .map((others) => way.flatMap((step, index) => [step, ...others[index]!])),
  )

/** Any story. Without the bias to small ones: there are few runs, and little happens in those. */
export const story: fc.Arbitrary<Story> = fc.noBias(
  fc.record({
    stock: fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })),
    provoked: fc.subarray([...overtakings], { maxLength: 3 }),
    beyondTimeOuts: fc.boolean(),
    timeOutsEvery: fc.constantFrom(0, 0, 40, 8),
    rush: fc.oneof(
      { weight: 1, arbitrary: steps({ min: 5, max: 45 }, ...rushing) },
      { weight: 2, arbitrary: disturbed },
    ),
    afterwards: steps(
      { min: 0, max: 20 },
      ...meanwhile,
      [
        12,
        orderCommand([
          [5, 'ship'],
          [2, 'arrive'],
          [1, 'cancel as customer'],
          [2, 'refund'],
          [2, 'retry capture'],
          [2, 'void'],
        ]),
      ],
      [2, refundPart],
    ),
    atOnce: fc.constantFrom(1, 1, 3),
    quiet: fc.array(fc.nat(99), { minLength: 1, maxLength: 20, size: 'max' }),
  }),
)
