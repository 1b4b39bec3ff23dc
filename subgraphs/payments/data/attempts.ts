import type { Attempt, Operation } from '../domain/payment.ts'
import type { Transaction } from './database.ts'
import type { StoredPayment } from './payments.ts'

export interface NewAttempt {
  /** The idempotency key at the provider. */
  readonly id: string
  readonly operation: Operation
  readonly amount: bigint
  readonly startedAt: Date
  /** Why a member of staff asked for it. */
  readonly reason?: string
  /** 1 when its first look-up is scheduled with it, because no event will be delivered again should we crash. */
  readonly checks: 0 | 1
}

/** Writes down what the provider is about to be asked, so that after a crash it is asked with the same key. */
export async function openAttempt(
  tx: Transaction,
  { id: paymentId, payment }: StoredPayment,
  attempt: NewAttempt,
): Promise<Attempt> {
  const { id, operation, amount, checks } = attempt
  const number = payment.attempts.length + 1
  await tx.attempt.create({ data: { ...attempt, paymentId, number } })
  return {
    id,
    number,
    operation,
    amount,
    outcome: 'UNDECIDED',
    declineReason: null,
    reference: null,
    checks,
  }
}

/** Writes what has become of an attempt. */
export async function saveAttempt(tx: Transaction, attempt: Attempt, now: Date): Promise<void> {
  const { id, outcome, declineReason, reference, checks } = attempt
  const decidedAt = outcome === 'UNDECIDED' ? null : now
  await tx.attempt.update({ where: { id }, data: { outcome, declineReason, reference, checks, decidedAt } })
}
