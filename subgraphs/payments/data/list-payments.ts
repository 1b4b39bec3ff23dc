import type { Page } from '@tradewind/service'
import type { PaymentState } from '../domain/payment.ts'
import type { PrismaClient } from './generated/client.ts'
import type { PaymentView } from './loaders.ts'

/** Conditions that all have to hold. */
export interface PaymentConditions {
  readonly states?: readonly PaymentState[] | null
  readonly orderIds?: readonly string[] | null
  readonly createdFrom?: Date | null
  readonly createdBefore?: Date | null
}

/** A page of payments and one more, the newest first: ids are made in the order of time. */
export function listPayments(
  prisma: PrismaClient,
  { states, orderIds, createdFrom, createdBefore }: PaymentConditions,
  { limit, backward, cursor }: Page<string>,
): Promise<PaymentView[]> {
  const from = createdFrom && { gte: createdFrom }
  const before = createdBefore && { lt: createdBefore }
  return prisma.payment.findMany({
    where: {
      ...(states && { state: { in: [...states] } }),
      ...(orderIds && { orderId: { in: [...orderIds] } }),
      ...((from || before) && { createdAt: { ...from, ...before } }),
      ...(cursor && { id: backward ? { gt: cursor } : { lt: cursor } }),
    },
    orderBy: { id: backward ? 'asc' : 'desc' },
    take: limit + 1,
    omit: { paymentToken: true },
  })
}
