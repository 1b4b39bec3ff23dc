import { sweep } from '@tradewind/events'
import { transact } from '@tradewind/service'
import type { Step } from '../domain/order.ts'
import { timeoutReasons, type Clock } from '../domain/steps.ts'
import { advanceOrder } from './advance-order.ts'
import type { Transaction } from './database.ts'
import type { PrismaClient } from './generated/client.ts'

/** How late the time-out of a step may be before something must be wrong with it, in milliseconds. */
const ALARM_LATE = 2 * 60_000
const AT_MOST = 1000

/**
 * Ends orders whose step has waited beyond its time. Each step has a time-out of its own (a delayed event), which is
 * exact; this is for when time-outs got lost with the queues, or lie in the failed set. Returns how many it has ended.
 */
export async function endOverdue(prisma: PrismaClient, clock: Clock, signal: AbortSignal): Promise<number> {
  const overdue = await Promise.all(
    (Object.keys(timeoutReasons) as Step[]).map(async (step) => {
      const since = new Date(clock.now.getTime() - clock.timeouts[step] - ALARM_LATE)
      const orders = await prisma.order.findMany({
        where: { status: step, updatedAt: { lt: since } },
        orderBy: { placedAt: 'asc' },
        take: AT_MOST,
        select: { id: true },
      })
      return orders.map(({ id }) => ({ id, step }))
    }),
  )
  return sweep(overdue.flat(), signal, ({ id, step }) =>
    transact(prisma, (tx: Transaction) => advanceOrder(tx, id, { kind: 'StepDue', step }, clock)),
  )
}
