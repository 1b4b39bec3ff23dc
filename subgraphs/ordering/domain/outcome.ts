import type {
  CancellationReason,
  OrderState,
  OrderStatus,
  RejectionReason,
  Step,
  StockLine,
} from './order.ts'

/** What others, or ordering itself later, are to learn of a transition. */
export type OrderEvent =
  | { readonly kind: 'OrderPlaced'; readonly lines: readonly StockLine[] }
  | {
      readonly kind: 'PaymentRequested'
      readonly amount: bigint
      readonly currencyCode: string
      readonly paymentToken: string
    }
  | { readonly kind: 'OrderAuthorised'; readonly lines: readonly StockLine[] }
  | { readonly kind: 'OrderConfirmed' }
  | { readonly kind: 'OrderShipped' }
  | { readonly kind: 'OrderDelivered' }
  | { readonly kind: 'OrderRejected'; readonly reason: RejectionReason }
  | { readonly kind: 'OrderCancelled'; readonly reason: CancellationReason }
  /** A step began that must not last beyond `dueAt`. */
  | { readonly kind: 'StepBegun'; readonly step: Step; readonly dueAt: Date }

/** The order stands elsewhere from now on. */
export interface Moved {
  readonly kind: 'moved'
  readonly state: OrderState
  readonly events: readonly OrderEvent[]
}

/** The message is a repetition, or its order has gone on or ended: nothing is left to do about it. */
export interface Ignored {
  readonly kind: 'ignored'
}

/** The message answers a question the order has not asked yet, so it is to be delivered again later. */
export interface Premature {
  readonly kind: 'premature'
}

/** A command that the order's status does not allow. */
export interface Refused {
  readonly kind: 'refused'
  readonly status: OrderStatus
}

export const moved = (state: OrderState, ...events: OrderEvent[]): Moved => ({ kind: 'moved', state, events })
export const ignored: Ignored = { kind: 'ignored' }
export const premature: Premature = { kind: 'premature' }
export const refused = (status: OrderStatus): Refused => ({ kind: 'refused', status })

/** Ends an order that cannot be served; the event makes the others undo what they did for it. */
export const rejected = (
  reason: RejectionReason,
  shortages: Extract<OrderState, { status: 'REJECTED' }>['shortages'] = [],
): Moved => moved({ status: 'REJECTED', reason, shortages }, { kind: 'OrderRejected', reason })

/** Ends an order that is called off; the event makes the others undo what they did for it. */
export const cancelled = (reason: CancellationReason, note: string | null = null): Moved =>
  moved({ status: 'CANCELLED', reason, note }, { kind: 'OrderCancelled', reason })
