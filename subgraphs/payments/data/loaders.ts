import { createLoader, isId } from '@tradewind/service'
import type { Attempt, LedgerEntry, Payment, PrismaClient } from './generated/client.ts'

/** A payment as it may be shown; its token stays in the database. */
export type PaymentView = Omit<Payment, 'paymentToken'>

export type Loaders = ReturnType<typeof createLoaders>

/** What the relations of the graph are read through: one statement for any number of payments. */
export function createLoaders(prisma: PrismaClient) {
  const omit = { paymentToken: true } as const
  return {
    /** Payments by id. */
    payment: createLoader<PaymentView>(async (ids) => {
      const rows = await prisma.payment.findMany({ where: { id: { in: ids.filter(isId) } }, omit })
      return new Map(rows.map((row) => [row.id, row]))
    }),
    /** Payments by the id of their order. */
    paymentOfOrder: createLoader<PaymentView>(async (ids) => {
      const rows = await prisma.payment.findMany({ where: { orderId: { in: ids.filter(isId) } }, omit })
      return new Map(rows.map((row) => [row.orderId, row]))
    }),
    /** The attempts at a payment, the oldest first. */
    attempts: createLoader<Attempt[]>(async (ids) => {
      const rows = await prisma.attempt.findMany({
        where: { paymentId: { in: [...ids] } },
        orderBy: { number: 'asc' },
      })
      return Map.groupBy(rows, (row) => row.paymentId)
    }),
    /** The ledger of a payment, the oldest entry first. */
    ledger: createLoader<LedgerEntry[]>(async (ids) => {
      const rows = await prisma.ledgerEntry.findMany({
        where: { paymentId: { in: [...ids] } },
        orderBy: { id: 'asc' },
      })
      return Map.groupBy(rows, (row) => row.paymentId)
    }),
  }
}
