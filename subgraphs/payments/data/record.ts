import { payments } from '@tradewind/events/contracts'
import { publish } from '@tradewind/events'
import type { Services } from '../context.ts'
import type { Answer } from '../domain/answer.ts'
import { recordAnswer } from '../domain/record-answer.ts'
import { saveAttempt } from './attempts.ts'
import type { Transaction } from './database.ts'
import { addToLedger, findPayment, lockOrder, savePayment, type StoredPayment } from './payments.ts'
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
  await lockOrder(tx, orderId)
  const stored = await findPayment(tx, orderId)
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
  if (recorded.wakeAfter !== null) await wake(tx, stored, number, at, recorded.wakeAfter)
}

/** Has the payment taken up again after some milliseconds: its attempt looked up, or what is due begun. */
export async function wake(
  tx: Transaction,
  { orderId, id: paymentId }: StoredPayment,
  attempt: number,
  now: Date,
  after: number,
): Promise<void> {
  await publish(tx, payments.paymentCheckDue, {
    subject: orderId,
    data: { orderId, paymentId, attempt },
    ...(after > 0 && { deliverAt: new Date(now.getTime() + after) }),
  })
}
