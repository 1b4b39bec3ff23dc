import type { Attempt, Movement, Payment } from '../domain/payment.ts'
import type { Transaction } from './database.ts'
import type { Attempt as AttemptRow, Payment as PaymentRow } from './generated/client.ts'

/** A payment with what the rules do not need to know: whose it is, and in which currency. */
export interface StoredPayment {
  readonly id: string
  readonly orderId: string
  readonly currencyCode: string
  /** Kept only while the authorisation is undecided. A secret. */
  readonly paymentToken: string | null
  readonly payment: Payment
}

/** What was heard of an order; undefined leaves what is known as it is. */
export interface OrderNews {
  readonly shippedAt?: Date
  readonly endedAt?: Date
}

/**
 * Notes what was heard of an order, its first time for each, and takes the order's lock: until the transaction ends
 * nobody else changes anything about its payment. Tells whether the order has ended.
 */
export async function noteOrder(
  tx: Transaction,
  orderId: string,
  { shippedAt, endedAt }: OrderNews = {},
): Promise<{ ended: boolean }> {
  const [known] = await tx.$queryRaw<{ ended: boolean }[]>`
    INSERT INTO order_progress AS known (order_id, shipped_at, ended_at)
    VALUES (${orderId}::uuid, ${shippedAt ?? null}::timestamptz, ${endedAt ?? null}::timestamptz)
    ON CONFLICT (order_id) DO UPDATE
    SET shipped_at = coalesce(known.shipped_at, excluded.shipped_at),
        ended_at = coalesce(known.ended_at, excluded.ended_at)
    RETURNING ended_at IS NOT NULL AS ended`
  return { ended: known?.ended ?? false }
}

/** Takes the lock of an order that is known already. */
export async function lockOrder(tx: Transaction, orderId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM order_progress WHERE order_id = ${orderId}::uuid FOR UPDATE`
}

/** The payment of an order with all its attempts; null when there is none. Take the order's lock first. */
export async function findPayment(tx: Transaction, orderId: string): Promise<StoredPayment | null> {
  const row = await tx.payment.findUnique({ where: { orderId }, include: { attempts: true, order: true } })
  if (!row) return null
  const { id, currencyCode, paymentToken, order } = row
  return {
    id,
    orderId,
    currencyCode,
    paymentToken,
    payment: {
      ...toPayment(row),
      attempts: row.attempts.map(toAttempt).toSorted((one, other) => one.number - other.number),
      order: { shipped: order.shippedAt !== null, ended: order.endedAt !== null },
    },
  }
}

/** Writes a new payment, which waits for its authorisation. */
export async function createPayment(
  tx: Transaction,
  payment: Pick<PaymentRow, 'id' | 'orderId' | 'customerId' | 'amount' | 'currencyCode' | 'createdAt'> & {
    paymentToken: string
  },
): Promise<void> {
  await tx.payment.create({ data: payment })
}

/** Writes what has changed of a payment. Its token goes once its authorisation is decided or given up. */
export async function savePayment(
  tx: Transaction,
  stored: StoredPayment,
  payment: Payment,
): Promise<StoredPayment> {
  const paymentToken = payment.state === 'PENDING' ? stored.paymentToken : null
  await tx.payment.update({
    where: { id: stored.id },
    data: {
      state: payment.state,
      declineReason: payment.declineReason,
      authorisedAmount: payment.authorised,
      capturedAmount: payment.captured,
      voidedAmount: payment.voided,
      refundedAmount: payment.refunded,
      paymentToken,
    },
  })
  return { ...stored, paymentToken, payment }
}

/** Adds a movement of money to the ledger: one for an attempt at most, or the transaction fails. */
export async function addToLedger(
  tx: Transaction,
  entry: { id: string; paymentId: string; attemptId: string; createdAt: Date } & Movement,
): Promise<void> {
  await tx.ledgerEntry.create({ data: entry })
}

const toPayment = (row: PaymentRow): Omit<Payment, 'attempts' | 'order'> => ({
  state: row.state,
  declineReason: row.declineReason,
  amount: row.amount,
  authorised: row.authorisedAmount,
  captured: row.capturedAmount,
  voided: row.voidedAmount,
  refunded: row.refundedAmount,
})

const toAttempt = (row: AttemptRow): Attempt => ({
  id: row.id,
  number: row.number,
  operation: row.operation,
  amount: row.amount,
  outcome: row.outcome,
  declineReason: row.declineReason,
  reference: row.reference,
  checks: row.checks,
})
