import { setTimeout as delay } from 'node:timers/promises'

const ATTEMPTS = 6
const RETRYABLE_STATES = new Set(['40001', '40P01'])

/** The part of a Prisma client that transactions need. */
export interface TransactionRunner<Transaction> {
  $transaction<Result>(
    work: (transaction: Transaction) => Promise<Result>,
    options?: { maxWait?: number; timeout?: number },
  ): Promise<Result>
}

/**
 * Runs work in one transaction. A serialization failure or deadlock means that PostgreSQL undid it in favour of
 * another: it is tried again, five times at most, so `work` must have no effect outside the transaction.
 */
export async function transact<Transaction, Result>(
  prisma: TransactionRunner<Transaction>,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await prisma.$transaction(work, { maxWait: 10_000, timeout: 20_000 })
    } catch (error) {
      if (attempt >= ATTEMPTS || !isRetryable(error)) throw error
      await delay(Math.random() * 20 * 2 ** attempt)
    }
  }
}

/** Whether PostgreSQL undid a transaction only because of others running beside it. */
export function isRetryable(error: unknown): boolean {
  const { code, meta } = error as {
    code?: string
    meta?: { driverAdapterError?: { cause?: { originalCode?: string } } }
  }
  if (code === 'P2034') return true
  return RETRYABLE_STATES.has(meta?.driverAdapterError?.cause?.originalCode ?? code ?? '')
}
