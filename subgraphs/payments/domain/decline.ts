import type { DeclineReason } from './answer.ts'
import type { Patience } from './patience.ts'
import { refusals, undecided, wasAuthorised, type Attempt, type Payment } from './payment.ts'
import type { Change } from './record-answer.ts'

const only = (payment: Payment): Change => ({ payment, movement: null, facts: [] })

/**
 * The provider refused an attempt for certain. A refused authorisation ends the payment; what it had promised
 * (a capture, a void) or what nobody may keep (the refund of an ended order) is tried again until patience ends.
 */
export function decline(
  payment: Payment,
  { operation }: Attempt,
  reason: DeclineReason,
  patience: Patience,
): Change {
  const exhausted = refusals(payment, operation) >= patience.tries
  switch (operation) {
    case 'AUTHORISE':
      return declineAuthorisation(payment, reason)
    case 'CAPTURE':
      if (payment.state !== 'CAPTURING' || payment.order.ended || !exhausted) return only(payment)
      return {
        payment: { ...payment, state: 'CAPTURE_FAILED' },
        movement: null,
        facts: [{ type: 'CAPTURE_FAILED', reason }],
      }
    case 'VOID':
      if (nothingToVoid(payment)) return only({ ...payment, state: 'DECLINED' })
      return only(payment.state === 'VOIDING' && exhausted ? { ...payment, state: 'VOID_FAILED' } : payment)
    case 'REFUND':
      return only(
        payment.state === 'REFUNDING' && exhausted ? { ...payment, state: 'REFUND_FAILED' } : payment,
      )
    default:
      return operation satisfies never
  }
}

function declineAuthorisation(payment: Payment, reason: DeclineReason): Change {
  if (payment.state === 'PENDING') {
    return {
      payment: { ...payment, state: 'DECLINED', declineReason: reason },
      movement: null,
      facts: [{ type: 'DECLINED', reason }],
    }
  }
  // We had given it up and told so. A void that is under way for it is waited for.
  const settled = undecided(payment, 'VOID').length === 0
  return only(settled ? { ...payment, state: 'DECLINED' } : payment)
}

/** The authorisation was given up, and has turned out to be declined. */
const nothingToVoid = (payment: Payment): boolean =>
  !wasAuthorised(payment) && undecided(payment, 'AUTHORISE').length === 0
