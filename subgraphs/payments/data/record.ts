import { payments } from '@tradewind/events/contracts'
import { publish } from '@tradewind/events'
import type { Services } from '../context.ts'
import type { Answer } from '../domain/answer.ts'
import { recordAnswer, type Due } from '../domain/record-answer.ts'
import { saveAttempt } from './attempts.ts'
import type { Transaction } from './database.ts'
import { addToLedger, lockPayment, savePayment, type StoredPayment } from './payments.ts'
import { publishFacts } from './publish-facts.ts'

/** The provider's answer to one attempt at the payment of an order. */
export interface Answered {
  readonly orderId: string
  /** The number of the attempt within the payment. */
  readonly attempt: number
  readonly answer: Answer
  /** Whether this was the look-up that had been scheduled. */
  readonly onSchedule: boolean
}

/**
 * Takes an answer into the payment: state, attempt, ledger and events out, in the caller's transaction. An answer to
 * what is decided already changes nothing.
 */
export async function record(
  tx: Transaction,
  { now, newId, patience }: Pick<Services, 'now' | 'newId' | 'patience'>,
  { orderId, attempt: number, answer, onSchedule }: Answered,
): Promise<void> {
  const stored = await lockPayment(tx, orderId)
  const attempt = stored?.payment.attempts.find((known) => known.number === number)
  if (!stored || !attempt) return

  const recorded = recordAnswer(stored.payment, attempt, answer, { patience, onSchedule })
  if (recorded.payment === stored.payment) return
  const at = now()
  await savePayment(tx, stored, recorded.payment)
  await saveAttempt(tx, recorded.payment.attempts[number - 1]!, at)
  if (recorded.movement) {
    const { id: paymentId } = stored
    await addToLedger(tx, {
      ...recorded.movement,
      id: newId(),
      paymentId,
      attemptId: attempt.id,
      createdAt: at,
    })
  }
  await publishFacts(tx, stored, recorded.facts)
  if (recorded.due) await schedule(tx, stored, number, recorded.due, at)
}

/** Has an attempt looked up, or the payment's next step taken, when it is due. */
export async function schedule(
  tx: Transaction,
  { orderId, id: paymentId }: StoredPayment,
  attempt: number,
  { what, after }: Due,
  now: Date,
): Promise<void> {
  const when = after > 0 ? { deliverAt: new Date(now.getTime() + after) } : {}
  const subject = orderId
  switch (what) {
    case 'LOOK_UP':
      await publish(tx, payments.paymentCheckDue, { subject, data: { orderId, paymentId, attempt }, ...when })
      return
    case 'NEXT_STEP':
      await publish(tx, payments.paymentStepDue, { subject, data: { orderId, paymentId }, ...when })
      return
    default:
      return what satisfies never
  }
}
