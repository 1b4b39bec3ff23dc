import { publish } from '@tradewind/events'
import { payments } from '@tradewind/events/contracts'
import { transact } from '@tradewind/service'
import type { PrismaClient } from '../data/generated/client.ts'
import type { Transaction } from '../data/database.ts'
import type { Notify } from '../providers/provider.ts'

/**
 * Takes a notification of the provider in: as an event to ourselves, so that it survives a crash and is tried again.
 * One about a request we never made is nothing to us.
 */
export const createNotify =
  (prisma: PrismaClient): Notify =>
  (idempotencyKey) =>
    transact(prisma, async (tx: Transaction) => {
      const attempt = await tx.attempt.findUnique({
        where: { id: idempotencyKey },
        include: { payment: { select: { orderId: true } } },
      })
      if (!attempt) return
      const { paymentId, number, payment } = attempt
      await publish(tx, payments.paymentNotified, {
        subject: payment.orderId,
        data: { orderId: payment.orderId, paymentId, attempt: number },
      })
    })
