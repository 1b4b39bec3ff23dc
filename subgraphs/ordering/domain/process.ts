import type { Order, OrderState, OrderStatus, Shortage, Step } from './order.ts'
import {
  cancelled,
  ignored,
  moved,
  premature,
  rejected,
  type Ignored,
  type Moved,
  type Premature,
} from './outcome.ts'
import { stepBegun, timeoutReasons, type Clock } from './steps.ts'

/** What inventory, payments and the clock tell the process of an order. */
export type ProcessMessage =
  | { readonly kind: 'StockReserved' }
  | { readonly kind: 'StockReservationRejected'; readonly shortages: readonly Shortage[] }
  | { readonly kind: 'StockReservationExpired' }
  | { readonly kind: 'PaymentAuthorised' }
  | { readonly kind: 'PaymentDeclined' }
  | { readonly kind: 'StockCommitted' }
  | { readonly kind: 'StockCommitRejected'; readonly shortages: readonly Shortage[] }
  | { readonly kind: 'StepDue'; readonly step: Step }

export type ProcessOutcome = Moved | Ignored | Premature

/**
 * Takes an order one step further. Messages may come late, repeatedly and in any order: each is acted on at most once,
 * at the step that asked for it. An order that has ended takes no further step: its end was published, and undoes
 * whatever such a late message reports.
 */
export function advance(order: Order, message: ProcessMessage, clock: Clock): ProcessOutcome {
  switch (message.kind) {
    case 'StockReserved':
      return answer(order, 'PLACED', ({ paymentToken }) =>
        moved(
          { status: 'RESERVED' },
          { kind: 'PaymentRequested', amount: order.total, currencyCode: order.currencyCode, paymentToken },
          stepBegun('RESERVED', clock),
        ),
      )
    case 'StockReservationRejected':
      return answer(order, 'PLACED', () => rejected('OUT_OF_STOCK', message.shortages))
    case 'StockReservationExpired':
      // Also while PLACED: it has overtaken the message that the stock was reserved, and the stock is free again.
      // Once payment is authorised, inventory tries to take the stock again and says how that went.
      return progress[order.state.status] <= progress.RESERVED ? cancelled('RESERVATION_EXPIRED') : ignored
    case 'PaymentAuthorised':
      return answer(order, 'RESERVED', () =>
        moved(
          { status: 'AUTHORISED' },
          { kind: 'OrderAuthorised', lines: order.lines },
          stepBegun('AUTHORISED', clock),
        ),
      )
    case 'PaymentDeclined':
      return answer(order, 'RESERVED', () => rejected('PAYMENT_DECLINED'))
    case 'StockCommitted':
      return answer(order, 'AUTHORISED', () => moved({ status: 'CONFIRMED' }, { kind: 'OrderConfirmed' }))
    case 'StockCommitRejected':
      return answer(order, 'AUTHORISED', () => rejected('OUT_OF_STOCK', message.shortages))
    case 'StepDue':
      return order.state.status === message.step ? cancelled(timeoutReasons[message.step]) : ignored
    default: {
      const _never: never = message
      return _never
    }
  }
}

/** How far along a status is; an order that has ended is beyond every step. */
const progress: Readonly<Record<OrderStatus, number>> = {
  PLACED: 0,
  RESERVED: 1,
  AUTHORISED: 2,
  CONFIRMED: 3,
  SHIPPED: 3,
  DELIVERED: 3,
  REJECTED: 3,
  CANCELLED: 3,
}

/**
 * Acts on the answer to what an order asked at `step`. An answer before its question cannot come from a sound system
 * (the question is published in the transaction that begins the step), only after a database was set back: it is left
 * to be retried, and shows up among the failed events, rather than being acted on or dropped.
 */
function answer<S extends Step>(
  order: Order,
  step: S,
  act: (state: Extract<OrderState, { status: S }>) => Moved,
): ProcessOutcome {
  if (isAt(order.state, step)) return act(order.state)
  return progress[order.state.status] < progress[step] ? premature : ignored
}

const isAt = <S extends Step>(state: OrderState, step: S): state is Extract<OrderState, { status: S }> =>
  state.status === step
