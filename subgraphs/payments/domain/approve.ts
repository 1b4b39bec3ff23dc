import { held, undecided, wasAuthorised, type Attempt, type Payment, type PaymentState } from './payment.ts'
import type { Change } from './record-answer.ts'

/** The provider did what an attempt asked for. */
export function approve(payment: Payment, { operation, amount }: Attempt): Change {
  switch (operation) {
    case 'AUTHORISE':
      return approveAuthorisation(payment, amount)
    case 'CAPTURE':
      return {
        payment: { ...payment, state: 'CAPTURED', captured: payment.captured + amount },
        movement: { kind: 'CAPTURE', amount },
        facts: [{ type: 'CAPTURED', amount }],
      }
    case 'VOID':
      return approveVoid(payment)
    case 'REFUND': {
      const refunded = payment.refunded + amount
      return {
        payment: {
          ...payment,
          refunded,
          state: refunded === payment.captured ? 'REFUNDED' : stateAfterPart(payment.state),
        },
        movement: { kind: 'REFUND', amount },
        facts: [{ type: 'REFUNDED', amount }],
      }
    }
    default:
      return operation satisfies never
  }
}

function approveAuthorisation(payment: Payment, amount: bigint): Change {
  const awaited = payment.state === 'PENDING'
  // Approved after we gave up waiting and the order went its way without: back it goes, unless a void is under way.
  const late = undecided(payment, 'VOID').length > 0 ? payment.state : 'VOIDING'
  return {
    payment: { ...payment, state: awaited ? 'AUTHORISED' : late, authorised: amount },
    movement: { kind: 'AUTHORISATION', amount },
    // Nobody is to act on the authorisation of an order that has ended.
    facts: awaited && !payment.order.ended ? [{ type: 'AUTHORISED', amount }] : [],
  }
}

function approveVoid(payment: Payment): Change {
  const amount = held(payment)
  // Only an authorisation that was never approved was called off, so no money moves.
  if (!wasAuthorised(payment)) {
    return { payment: { ...payment, state: 'DECLINED' }, movement: null, facts: [] }
  }
  return {
    payment: { ...payment, state: 'VOIDED', voided: payment.voided + amount },
    movement: { kind: 'VOID', amount },
    facts: [{ type: 'VOIDED' }],
  }
}

/** A part was refunded. What is to be refunded whole, or needs a look, stays so until the rest is. */
const stateAfterPart = (state: PaymentState): PaymentState =>
  state === 'REFUNDING' || state === 'REFUND_FAILED' ? state : 'PARTIALLY_REFUNDED'
