import { every, type Schedule } from '@tradewind/events'
import type { Services } from '../context.ts'
import { deleteExpiredSessions, deleteForgottenAttempts } from '../data/cleanup.ts'

const MINUTE = 60_000

/** Identity's periodic work. */
export const schedules = ({
  prisma,
  keys,
  clock,
}: Pick<Services, 'prisma' | 'keys' | 'clock'>): Schedule[] => [
  // A key is made 15 minutes before it signs, and signs for 30 days: a late run delays the rotation by as much.
  every({ name: 'signing-keys', interval: 10 * MINUTE, run: () => keys.rotateWhenDue() }),
  every({
    name: 'expired-sessions',
    interval: 60 * MINUTE,
    run: ({ signal }) => deleteExpiredSessions(prisma, clock(), signal),
  }),
  every({
    name: 'forgotten-attempts',
    interval: 60 * MINUTE,
    run: ({ signal }) => deleteForgottenAttempts(prisma, clock(), signal),
  }),
]
