import { dueAttempt } from './follow-order.ts'
import {
  refundable,
  undecided,
  type Attempt,
  type Operation,
  type Payment,
  type PaymentState,
} from './payment.ts'

/** Why a member of staff cannot have what they asked for. */
export type WrongState = { readonly type: 'WRONG_STATE'; readonly state: PaymentState }
export type ExceedsCaptured = { readonly type: 'EXCEEDS_CAPTURED'; readonly refundable: bigint }
export type Refusal = WrongState | ExceedsCaptured

/** What a member of staff sets going: a new attempt, or one that never got an answer, under its old key. */
export type Going<Refused extends Refusal = Refusal> =
  | {
      readonly type: 'NEW'
      readonly payment: Payment
      readonly operation: Operation
      readonly amount: bigint
    }
  | { readonly type: 'AGAIN'; readonly payment: Payment; readonly attempt: Attempt }
  | { readonly type: 'REFUSED'; readonly refusal: Refused }

/** Refunds an amount (more than nothing), or all that can be refunded. */
export function refund(payment: Payment, amount: bigint | null): Going<ExceedsCaptured> {
  const rest = refundable(payment)
  const wanted = amount ?? rest
  if (rest === 0n || wanted > rest) {
    return { type: 'REFUSED', refusal: { type: 'EXCEEDS_CAPTURED', refundable: rest } }
  }
  return { type: 'NEW', payment, operation: 'REFUND', amount: wanted }
}

/** Captures once more what could not be captured. */
export function retryCapture(payment: Payment): Going<WrongState> {
  if (payment.state !== 'CAPTURE_FAILED') return wrongState(payment)
  return goOn({ ...payment, state: 'CAPTURING' })
}

/**
 * Gives back what is held and cannot be captured, or could not be given back. A capture whose outcome is unknown is
 * cleared up first: if it turns out to have succeeded, the payment is captured, and can be refunded.
 */
export function voidPayment(payment: Payment): Going<WrongState> {
  if (payment.state !== 'CAPTURE_FAILED' && payment.state !== 'VOID_FAILED') return wrongState(payment)
  return goOn({ ...payment, state: 'VOIDING' })
}

/** Takes up what the payment's new state calls for: an attempt that is still undecided, else a new one. */
function goOn(payment: Payment): Going<WrongState> {
  const [attempt] = undecided(payment, 'CAPTURE', 'VOID')
  if (attempt) return { type: 'AGAIN', payment, attempt }
  const due = dueAttempt(payment)
  return due ? { type: 'NEW', payment, ...due } : wrongState(payment)
}

const wrongState = ({ state }: Payment): Going<WrongState> => ({
  type: 'REFUSED',
  refusal: { type: 'WRONG_STATE', state },
})
