import { sweep } from '@tradewind/events'
import { transact } from '@tradewind/service'
import type { Transaction } from './database.ts'
import type { PrismaClient } from './generated/client.ts'
import { advance } from './reservation-process.ts'

/** How late the alarm of a reservation may be before something must be wrong with it, in milliseconds. */
const ALARM_LATE = 2 * 60_000
const AT_MOST = 1000

/**
 * Frees what is held beyond its time. Each reservation has an alarm of its own (a delayed event), which is exact; this
 * is for when alarms got lost with the queues, or lie in the failed set. Returns how many it has freed.
 */
export async function expireOverdue(prisma: PrismaClient, at: Date, signal: AbortSignal): Promise<number> {
  const overdue = await prisma.reservation.findMany({
    where: { state: 'HELD', expiresAt: { lt: new Date(at.getTime() - ALARM_LATE) } },
    orderBy: { createdAt: 'asc' },
    take: AT_MOST,
    select: { orderId: true },
  })
  return sweep(overdue, signal, ({ orderId }) =>
    transact(prisma, (tx: Transaction) => advance(tx, orderId, { type: 'due', now: at }, { at, holdFor: 0 })),
  )
}
