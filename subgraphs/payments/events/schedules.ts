import { every, type Schedule } from '@tradewind/events'
import type { Services } from '../context.ts'
import { deleteOldAnswers } from '../data/staff-request.ts'

/** The periodic work of payments. */
export const schedules = ({ prisma, now }: Pick<Services, 'prisma' | 'now'>): Schedule[] => [
  every({
    name: 'old-idempotency-keys',
    interval: 3_600_000,
    run: ({ signal }) => deleteOldAnswers(prisma, now(), signal),
  }),
]
