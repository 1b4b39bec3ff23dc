import type { Answer } from './answer.ts'
import { approve } from './approve.ts'
import { decline } from './decline.ts'
import { dueAttempt, followOrder } from './follow-order.ts'
import { giveUp } from './give-up.ts'
import { waitAfter, type Patience } from './patience.ts'
import { refusals, type Attempt, type Fact, type Movement, type Payment } from './payment.ts'

/** What an answer changes. */
export interface Change {
  readonly payment: Payment
  readonly movement: Movement | null
  readonly facts: readonly Fact[]
}

export interface Recorded extends Change {
  /** When the attempt is to be looked up, or the payment's next step to be taken; null when neither is needed. */
  readonly due: Due | null
}

/** What is to be done, in how many milliseconds. */
export interface Due {
  readonly what: 'LOOK_UP' | 'NEXT_STEP'
  readonly after: number
}

/**
 * Takes the provider's answer to an attempt into the payment. Whatever has been decided already stays as it is: a late,
 * doubled or contradicting answer changes nothing.
 * @param onSchedule whether this is the look-up that was scheduled; only that one schedules the next, so that answers
 *   from elsewhere do not multiply the look-ups.
 */
export function recordAnswer(
  payment: Payment,
  attempt: Attempt,
  answer: Answer,
  { patience, onSchedule }: { readonly patience: Patience; readonly onSchedule: boolean },
): Recorded {
  if (attempt.outcome !== 'UNDECIDED') return nothing(payment)
  switch (answer.outcome) {
    case 'approved': {
      const approved = { ...attempt, outcome: 'APPROVED' as const, reference: answer.reference }
      return follow(approve(withAttempt(payment, approved), approved), () => 0)
    }
    case 'declined': {
      const declined = { ...attempt, outcome: 'DECLINED' as const, declineReason: answer.reason }
      const tried = withAttempt(payment, declined)
      return follow(decline(tried, declined, answer.reason, patience), (due) =>
        due === attempt.operation ? waitAfter(patience, refusals(tried, due)) : 0,
      )
    }
    case 'pending':
    case 'unknown':
      return wait(payment, attempt, patience, onSchedule)
    default:
      return answer satisfies never
  }
}

function wait(payment: Payment, attempt: Attempt, patience: Patience, onSchedule: boolean): Recorded {
  const scheduledElsewhere = attempt.checks > 0 && !onSchedule
  if (scheduledElsewhere) return nothing(payment)
  // A refund is asked about for as long as it takes: until it is decided its money is neither here nor there.
  const outOfPatience = attempt.checks >= patience.tries && attempt.operation !== 'REFUND'
  if (outOfPatience) return follow(giveUp(payment, attempt), () => 0)
  const waiting = withAttempt(payment, { ...attempt, checks: attempt.checks + 1 })
  const after = waitAfter(patience, attempt.checks + 1)
  return { payment: waiting, movement: null, facts: [], due: { what: 'LOOK_UP', after } }
}

/** After any change: where the order wants the payment now, and when to go on with what that takes. */
function follow(change: Change, delay: (due: Attempt['operation']) => number): Recorded {
  const payment = followOrder(change.payment)
  const due = dueAttempt(payment)
  return { ...change, payment, due: due && { what: 'NEXT_STEP', after: delay(due.operation) } }
}

const nothing = (payment: Payment): Recorded => ({ payment, movement: null, facts: [], due: null })

const withAttempt = (payment: Payment, changed: Attempt): Payment => ({
  ...payment,
  attempts: payment.attempts.map((attempt) => (attempt.number === changed.number ? changed : attempt)),
})
