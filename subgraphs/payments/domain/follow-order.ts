import { held, refundable, undecided, type Attempt, type Operation, type Payment } from './payment.ts'

/**
 * The payment as its order wants it now: captured once shipped, given back once ended. Moves only where nothing is
 * under way that could contradict it; what is under way calls this again when it is decided.
 */
export function followOrder(payment: Payment): Payment {
  const { shipped, ended } = payment.order
  switch (payment.state) {
    case 'AUTHORISED':
      return ended ? { ...payment, state: 'VOIDING' } : shipped ? { ...payment, state: 'CAPTURING' } : payment
    case 'CAPTURING':
    case 'CAPTURE_FAILED':
      // An undecided capture may have taken the money: it would be a refund then, not a void.
      return ended && undecided(payment, 'CAPTURE').length === 0 ? { ...payment, state: 'VOIDING' } : payment
    case 'CAPTURED':
    case 'PARTIALLY_REFUNDED':
      if (!ended) return payment
      return { ...payment, state: payment.captured === payment.refunded ? 'REFUNDED' : 'REFUNDING' }
    case 'PENDING':
    case 'DECLINED':
    case 'VOIDING':
    case 'VOIDED':
    case 'VOID_FAILED':
    case 'REFUNDING':
    case 'REFUNDED':
    case 'REFUND_FAILED':
      return payment
    default:
      return payment.state satisfies never
  }
}

/** What is to be asked of the provider next: a new attempt to be written down first. Null when there is nothing to ask. */
export function dueAttempt(payment: Payment): Pick<Attempt, 'operation' | 'amount'> | null {
  const ask = (operation: Operation, amount: bigint, ...unless: Operation[]) =>
    undecided(payment, operation, ...unless).length === 0 ? { operation, amount } : null

  switch (payment.state) {
    case 'PENDING':
      return ask('AUTHORISE', payment.amount)
    case 'CAPTURING':
      return ask('CAPTURE', held(payment))
    case 'VOIDING':
      // Nothing held to our knowledge: an authorisation given up, which may still be approved.
      return ask('VOID', held(payment) || payment.amount, 'CAPTURE')
    case 'REFUNDING': {
      const rest = refundable(payment)
      return rest > 0n ? { operation: 'REFUND', amount: rest } : null
    }
    case 'AUTHORISED':
    case 'DECLINED':
    case 'CAPTURED':
    case 'CAPTURE_FAILED':
    case 'VOIDED':
    case 'VOID_FAILED':
    case 'PARTIALLY_REFUNDED':
    case 'REFUNDED':
    case 'REFUND_FAILED':
      return null
    default:
      return payment.state satisfies never
  }
}
