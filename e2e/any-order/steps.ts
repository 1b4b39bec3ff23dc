import type { Overtaking } from './overtaking.ts'
import type { Fate } from './part.ts'

/** Something that happens. Numbers stand for whichever is there: they are taken modulo how many there are. */
export type Step =
  | { readonly do: 'deliver'; readonly pick: number; readonly fate: Fate }
  /** The oldest on its way to a subgraph, whether it is due or not. */
  | { readonly do: 'deliver the'; readonly at: string; readonly what: string }
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
  /** Staff takes away all that is free. */
  | { readonly do: 'lose'; readonly variant: number }
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
  /** How many messages arrive at the same time in a quiet time. */
  readonly atOnce: number
  /** In what order the messages arrive that are left in a quiet time; begun again at its end. */
  readonly quiet: readonly number[]
}
