import type { Attempt, Movement, Payment } from '../domain/payment.ts'
import type { Transaction } from './database.ts'
import type { Attempt as AttemptRow, Payment as PaymentRow } from './generated/client.ts'

/** A payment with what the rules do not need to know: whose it is, and in which currency. */
export interface StoredPayment {
  readonly id: string
  readonly orderId: string
  readonly currencyCode: string
  /** Kept only while the authorisation is undecided, and sealed. */
  readonly paymentToken: string | null
  readonly payment: Payment
}

/** What was heard of an order; undefined leaves what is known as it is. */
export interface OrderNews {
  readonly shippedAt?: Date
  readonly endedAt?: Date
}

/** An order as far as payments knows it, and its payment; the order's lock is held. */
export interface OpenedOrder {
  readonly order: Payment['order']
  /** Null when no payment was requested yet. */
  readonly stored: StoredPayment | null
}

/**
 * Notes what was heard of an order, its first time for each, and takes the order's lock: until the transaction ends
 * nobody else changes anything about its payment. Gives what is known then.
 */
export async function openOrder(
  tx: Transaction,
  orderId: string,
  { shippedAt, endedAt }: OrderNews = {},
): Promise<OpenedOrder> {
  const [order] = await tx.$queryRaw<Payment['order'][]>`
    INSERT INTO order_progress AS known (order_id, shipped_at, ended_at)
    VALUES (${orderId}::uuid, ${shippedAt ?? null}::timestamptz, ${endedAt ?? null}::timestamptz)
    ON CONFLICT (order_id) DO UPDATE
    SET shipped_at = coalesce(known.shipped_at, excluded.shipped_at),
        ended_at = coalesce(known.ended_at, excluded.ended_at)
    RETURNING shipped_at IS NOT NULL AS shipped, ended_at IS NOT NULL AS ended`
  return { order: order!, stored: await findPayment(tx, orderId, order!) }
}

/** Takes the lock of an order and gives its payment; null when there is none. */
export async function lockPayment(tx: Transaction, orderId: string): Promise<StoredPayment | null> {
  const [order] = await tx.$queryRaw<Payment['order'][]>`
    SELECT shipped_at IS NOT NULL AS shipped, ended_at IS NOT NULL AS ended
    FROM order_progress WHERE order_id = ${orderId}::uuid FOR UPDATE`
  return order ? findPayment(tx, orderId, order) : null
}

async function findPayment(
  tx: Transaction,
  orderId: string,
  order: Payment['order'],
): Promise<StoredPayment | null> {
  const row = await tx.payment.findUnique({ where: { orderId }, include: { attempts: true } })
  return row && toStored(row, row.attempts, order)
}

/** Writes a new payment of an order, which waits for its authorisation. */
export async function createPayment(
  tx: Transaction,
  order: Payment['order'],
  terms: Pick<PaymentRow, 'id' | 'orderId' | 'customerId' | 'amount' | 'currencyCode' | 'createdAt'> & {
    paymentToken: string
  },
): Promise<StoredPayment> {
  return toStored(await tx.payment.create({ data: terms }), [], order)
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

const toStored = (
  row: PaymentRow,
  attempts: readonly AttemptRow[],
  order: Payment['order'],
): StoredPayment => ({
  id: row.id,
  orderId: row.orderId,
  currencyCode: row.currencyCode,
  paymentToken: row.paymentToken,
  payment: {
    state: row.state,
    declineReason: row.declineReason,
    amount: row.amount,
    authorised: row.authorisedAmount,
    captured: row.capturedAmount,
    voided: row.voidedAmount,
    refunded: row.refundedAmount,
    attempts: attempts.map(toAttempt).toSorted((one, other) => one.number - other.number),
    order,
  },
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
