import type { Services } from '../context.ts'
import { dueAttempt, followOrder } from '../domain/follow-order.ts'
import { undecided, type Attempt } from '../domain/payment.ts'
import { openAttempt } from './attempts.ts'
import type { Transaction } from './database.ts'
import { savePayment, type StoredPayment } from './payments.ts'

/** What is to be asked of the provider, once the transaction that wrote it down has committed. */
export interface Call {
  readonly stored: StoredPayment
  readonly attempt: Attempt
  /** Ask what became of it, instead of asking for it. */
  readonly lookUp: boolean
}

/**
 * Moves a payment to where its order wants it and finds what that takes: the attempt that was begun before a crash,
 * under its old key, or a new one, written down here. Null when there is nothing to ask.
 */
export async function nextCall(
  tx: Transaction,
  { now, newId }: Pick<Services, 'now' | 'newId'>,
  stored: StoredPayment,
): Promise<Call | null> {
  const payment = followOrder(stored.payment)
  const moved = payment === stored.payment ? stored : await savePayment(tx, stored, payment)

  const begun = undecided(payment, 'AUTHORISE', 'CAPTURE', 'VOID', 'REFUND').find(
    ({ checks }) => checks === 0,
  )
  if (begun) {
    // Nobody wants the authorisation of an order that has ended: it must not be asked for again.
    return { stored: moved, attempt: begun, lookUp: begun.operation === 'AUTHORISE' && payment.order.ended }
  }
  const due = dueAttempt(payment)
  if (!due) return null
  const attempt = await openAttempt(tx, moved, { ...due, id: newId(), startedAt: now(), checks: 0 })
  return { stored: moved, attempt, lookUp: false }
}

/** Asks what became of an attempt that has no certain answer yet; null when it has one. */
export function lookUpCall(stored: StoredPayment, number: number): Call | null {
  const attempt = stored.payment.attempts.find((known) => known.number === number)
  return attempt?.outcome === 'UNDECIDED' ? { stored, attempt, lookUp: true } : null
}
