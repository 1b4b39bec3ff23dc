import type { DeclineReason } from './answer.ts'

/** Where a payment stands; each is described in schema.graphql. */
export type PaymentState =
  | 'PENDING'
  | 'AUTHORISED'
  | 'DECLINED'
  | 'CAPTURING'
  | 'CAPTURED'
  | 'CAPTURE_FAILED'
  | 'VOIDING'
  | 'VOIDED'
  | 'VOID_FAILED'
  | 'PARTIALLY_REFUNDED'
  | 'REFUNDING'
  | 'REFUNDED'
  | 'REFUND_FAILED'

/** What a provider can be asked to do. */
export type Operation = 'AUTHORISE' | 'CAPTURE' | 'VOID' | 'REFUND'

/** One request to the provider. Undecided until the provider has said yes or no for certain. */
export interface Attempt {
  /** The idempotency key at the provider. */
  readonly id: string
  /** 1, 2, 3, … within the payment. */
  readonly number: number
  readonly operation: Operation
  readonly amount: bigint
  readonly outcome: 'UNDECIDED' | 'APPROVED' | 'DECLINED'
  readonly declineReason: DeclineReason | null
  readonly reference: string | null
  /** How many look-ups have been scheduled because it was undecided. */
  readonly checks: number
}

/** The payment of one order. Amounts are minor units of one currency. */
export interface Payment {
  readonly state: PaymentState
  readonly declineReason: DeclineReason | null
  readonly amount: bigint
  readonly authorised: bigint
  readonly captured: bigint
  readonly voided: bigint
  readonly refunded: bigint
  readonly attempts: readonly Attempt[]
  /** What was heard of the order. Ended (rejected, cancelled) is stronger than shipped. */
  readonly order: { readonly shipped: boolean; readonly ended: boolean }
}

/** A movement of money to be written into the ledger. */
export interface Movement {
  readonly kind: 'AUTHORISATION' | 'CAPTURE' | 'VOID' | 'REFUND'
  readonly amount: bigint
}

/** Something the other subgraphs are told. */
export type Fact =
  | { readonly type: 'AUTHORISED'; readonly amount: bigint }
  | { readonly type: 'DECLINED'; readonly reason: DeclineReason }
  | { readonly type: 'CAPTURED'; readonly amount: bigint }
  | { readonly type: 'CAPTURE_FAILED'; readonly reason: DeclineReason }
  | { readonly type: 'VOIDED' }
  | { readonly type: 'REFUNDED'; readonly amount: bigint }

/** What is held at the provider, neither captured nor given back. */
export const held = ({ authorised, captured, voided }: Payment): bigint => authorised - captured - voided

/** What can still be refunded: captured, not refunded, and not under way in an undecided refund. */
export const refundable = (payment: Payment): bigint =>
  undecided(payment, 'REFUND').reduce(
    (rest, attempt) => rest - attempt.amount,
    payment.captured - payment.refunded,
  )

/** The attempts at any of these operations whose answer is not known yet. */
export const undecided = (payment: Payment, ...operations: Operation[]): Attempt[] =>
  payment.attempts.filter(
    (attempt) => attempt.outcome === 'UNDECIDED' && operations.includes(attempt.operation),
  )

/** How often the provider has refused an operation. */
export const refusals = (payment: Payment, operation: Operation): number =>
  payment.attempts.filter((attempt) => attempt.outcome === 'DECLINED' && attempt.operation === operation)
    .length

/** Whether the provider has approved the authorisation; its amount says nothing, an order may cost nothing. */
export const wasAuthorised = (payment: Payment): boolean =>
  payment.attempts.some(({ operation, outcome }) => operation === 'AUTHORISE' && outcome === 'APPROVED')
