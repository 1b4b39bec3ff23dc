import { every, type Schedule } from '@tradewind/events'
import type { PrismaClient } from '../data/generated/client.ts'
import { deleteOldKeys } from '../data/idempotency.ts'
import { endOverdue } from '../data/overdue-steps.ts'
import type { Clock } from '../domain/steps.ts'

const MINUTE = 60_000

/** Ordering's periodic work. */
export const schedules = (prisma: PrismaClient, clock: () => Clock): Schedule[] => [
  every({
    name: 'overdue-steps',
    interval: 5 * MINUTE,
    run: ({ signal }) => endOverdue(prisma, clock(), signal),
  }),
  every({
    name: 'old-idempotency-keys',
    interval: 60 * MINUTE,
    run: ({ signal }) => deleteOldKeys(prisma, clock().now, signal),
  }),
]
