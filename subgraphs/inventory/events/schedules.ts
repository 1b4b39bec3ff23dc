import { every, type Schedule } from '@tradewind/events'
import type { Services } from '../context.ts'
import { deleteOldAnswers } from '../data/idempotency.ts'
import { expireOverdue } from '../data/overdue-reservations.ts'

const MINUTE = 60_000

/** Inventory's periodic work. */
export const schedules = ({ prisma, clock }: Pick<Services, 'prisma' | 'clock'>): Schedule[] => [
  every({
    name: 'overdue-reservations',
    interval: 5 * MINUTE,
    run: ({ signal }) => expireOverdue(prisma, clock(), signal),
  }),
  every({
    name: 'old-idempotency-keys',
    interval: 60 * MINUTE,
    run: ({ signal }) => deleteOldAnswers(prisma, clock(), signal),
  }),
]
