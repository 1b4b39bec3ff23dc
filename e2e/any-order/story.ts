import fc from 'fast-check'
import { behaviours } from '../../subgraphs/payments/providers/sandbox/behaviours.ts'
import { overtakings, type Overtaking } from './overtaking.ts'
import type { Fate } from './part.ts'

/** Something that happens. Numbers stand for whichever is there: they are taken modulo how many there are. */
export type Step =
  | { readonly do: 'deliver'; readonly pick: number; readonly fate: Fate }
  | { readonly do: 'deliver again'; readonly pick: number }
  | { readonly do: 'time out'; readonly pick: number; readonly early: boolean }
  | { readonly do: 'notify' }
  | {
      readonly do: 'place'
      readonly customer: number
      readonly lines: readonly Line[]
      readonly token: string
    }
  | { readonly do: OrderCommand; readonly order: number }
  | { readonly do: 'refund a part'; readonly order: number; readonly amount: number }
  | { readonly do: 'adjust' | 'state'; readonly variant: number; readonly pieces: number }
  | { readonly do: 'reprice'; readonly prices: readonly number[] }

export type OrderCommand =
  'cancel as customer' | 'cancel as staff' | 'ship' | 'arrive' | 'refund' | 'retry capture' | 'void'

export interface Line {
  readonly variant: number
  readonly quantity: number
}

/** A story: a rush on scarce stock, a quiet time in which all messages arrive and all time-outs fire, and once more. */
export interface Story {
  /** Pieces of each variant that are there at first. */
  readonly stock: readonly number[]
  readonly rush: readonly Step[]
  readonly afterwards: readonly Step[]
  /** What is to go wrong more often than by chance. */
  readonly provoked: readonly Overtaking[]
  /** The later ones of these come after all time-outs. */
  readonly beyondTimeOuts: boolean
  /** One in so many deliveries of a quiet time is a time-out that fires before all has arrived; 0: none does. */
  readonly timeOutsEvery: number
  /** In what order the messages arrive that are left in a quiet time; begun again at its end. */
  readonly quiet: readonly number[]
}

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
const reprice: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('reprice' as const),
  prices: fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 3000 })),
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
  [1, reprice],
] as const

export const story: fc.Arbitrary<Story> = fc.record({
  stock: fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })),
  provoked: fc.subarray([...overtakings], { maxLength: 3 }),
  beyondTimeOuts: fc.boolean(),
  timeOutsEvery: fc.constantFrom(0, 0, 40, 8),
  rush: steps(
    { min: 5, max: 45 },
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
  quiet: fc.array(fc.nat(99), { minLength: 1, maxLength: 20, size: 'max' }),
})
