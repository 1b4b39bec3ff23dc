import type { Line, Shortage } from './allocation.ts'

/** What stock knows of an order. NONE: nothing of it has arrived yet. */
export type Reservation =
  | { readonly state: 'NONE' }
  | { readonly state: 'HELD'; readonly expiresAt: Date }
  | { readonly state: 'REJECTED'; readonly shortages: readonly Shortage[] }
  | { readonly state: 'EXPIRED' }
  | { readonly state: 'COMMITTED' }
  | { readonly state: 'COMMIT_REJECTED' }
  | { readonly state: 'RELEASED' }
  | { readonly state: 'RESTOCKED' }

/** What happens to an order, as far as its stock is concerned. Messages come in any order and more than once. */
export type Message =
  | { readonly type: 'placed'; readonly lines: readonly Line[] }
  | { readonly type: 'authorised'; readonly lines: readonly Line[] }
  /** Cancelled or rejected: nothing may be held or sold for the order from now on. */
  | { readonly type: 'ended' }
  /** The alarm set for the reservation's end went off. */
  | { readonly type: 'due'; readonly now: Date }

/** What is to be done about it. */
export type Step =
  | { readonly do: 'nothing' }
  /** Hold every line: HELD, or REJECTED when one is short. */
  | { readonly do: 'hold'; readonly lines: readonly Line[] }
  /** Sell what is held: COMMITTED. */
  | { readonly do: 'sell-held' }
  /** Take every line from what is free and sell it: COMMITTED, or COMMIT_REJECTED when one is short. */
  | { readonly do: 'sell-free'; readonly lines: readonly Line[] }
  /** Answer that it cannot be sold: COMMIT_REJECTED. */
  | { readonly do: 'refuse-sale'; readonly shortages: readonly Shortage[] }
  /** Free what is held, because the order ended (RELEASED) or its time is up (EXPIRED). */
  | { readonly do: 'free'; readonly to: 'RELEASED' | 'EXPIRED' }
  /** Put back what was sold: RESTOCKED. */
  | { readonly do: 'restock' }
  /** Remember that the order ended, so that a message that comes late does nothing: RELEASED. */
  | { readonly do: 'close' }
  /** The alarm went off early: set it again. */
  | { readonly do: 'wait'; readonly until: Date }

const nothing: Step = { do: 'nothing' }

/** Decides what a message means for a reservation. */
export function decide(reservation: Reservation, message: Message): Step {
  switch (message.type) {
    case 'placed':
      // Any state but NONE: the order is known, so this is a repetition or has been overtaken.
      return reservation.state === 'NONE' ? { do: 'hold', lines: message.lines } : nothing
    case 'authorised':
      return onAuthorised(reservation, message.lines)
    case 'ended':
      return onEnded(reservation)
    case 'due':
      return onDue(reservation, message.now)
    default:
      return message satisfies never
  }
}

function onAuthorised(reservation: Reservation, lines: readonly Line[]): Step {
  switch (reservation.state) {
    case 'HELD':
      return { do: 'sell-held' }
    case 'NONE':
    case 'EXPIRED':
      // The customer has paid: what is free goes to this order, held before or not.
      return { do: 'sell-free', lines }
    case 'REJECTED':
      // It was refused before it was paid, and the refusal stands: the payment is to be given back.
      return { do: 'refuse-sale', shortages: reservation.shortages }
    case 'COMMITTED':
    case 'COMMIT_REJECTED':
    case 'RELEASED':
    case 'RESTOCKED':
      return nothing
    default:
      return reservation satisfies never
  }
}

function onEnded(reservation: Reservation): Step {
  switch (reservation.state) {
    case 'NONE':
    case 'EXPIRED':
      return { do: 'close' }
    case 'HELD':
      return { do: 'free', to: 'RELEASED' }
    case 'COMMITTED':
      return { do: 'restock' }
    case 'REJECTED':
    case 'COMMIT_REJECTED':
    case 'RELEASED':
    case 'RESTOCKED':
      return nothing
    default:
      return reservation satisfies never
  }
}

function onDue(reservation: Reservation, now: Date): Step {
  switch (reservation.state) {
    case 'HELD':
      return now < reservation.expiresAt
        ? { do: 'wait', until: reservation.expiresAt }
        : { do: 'free', to: 'EXPIRED' }
    case 'NONE':
    case 'REJECTED':
    case 'EXPIRED':
    case 'COMMITTED':
    case 'COMMIT_REJECTED':
    case 'RELEASED':
    case 'RESTOCKED':
      return nothing
    default:
      return reservation satisfies never
  }
}
