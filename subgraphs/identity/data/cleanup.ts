import { inBatches } from '@tradewind/service'
import { FORGOTTEN_AFTER } from '../domain/throttle.ts'
import type { PrismaClient } from './generated/client.ts'

/** Deletes sessions whose refresh token has expired, ended or not; returns how many. */
export function deleteExpiredSessions(
  prisma: PrismaClient,
  now: Date,
  signal?: AbortSignal,
): Promise<number> {
  return inBatches(
    signal,
    (limit) => prisma.$executeRaw`
      DELETE FROM session WHERE id IN (
        SELECT id FROM session WHERE expires_at <= ${now} ORDER BY expires_at LIMIT ${limit}
        FOR UPDATE SKIP LOCKED)`,
  )
}

/** Deletes counts of password attempts that no longer count; returns how many. */
export function deleteForgottenAttempts(
  prisma: PrismaClient,
  now: Date,
  signal?: AbortSignal,
): Promise<number> {
  const forgotten = new Date(now.getTime() - FORGOTTEN_AFTER)
  return inBatches(
    signal,
    (limit) => prisma.$executeRaw`
      DELETE FROM password_attempt WHERE key IN (
        SELECT key FROM password_attempt WHERE last_at <= ${forgotten} ORDER BY last_at LIMIT ${limit}
        FOR UPDATE SKIP LOCKED)`,
  )
}
