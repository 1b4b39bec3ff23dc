import { FORGOTTEN_AFTER } from '../domain/throttle.ts'
import type { PrismaClient } from './generated/client.ts'

/** Rows per statement: short locks, and a backlog of millions does not become one transaction. */
export const BATCH = 500

/** Deletes sessions whose refresh token has expired, ended or not; returns how many. Any number of replicas may do so. */
export function deleteExpiredSessions(prisma: PrismaClient, now: Date): Promise<number> {
  return inBatches(
    () => prisma.$executeRaw`
      DELETE FROM session WHERE id IN (
        SELECT id FROM session WHERE expires_at <= ${now} ORDER BY expires_at LIMIT ${BATCH}
        FOR UPDATE SKIP LOCKED)`,
  )
}

/** Deletes counts of password attempts that no longer count; returns how many. */
export function deleteForgottenAttempts(prisma: PrismaClient, now: Date): Promise<number> {
  const forgotten = new Date(now.getTime() - FORGOTTEN_AFTER)
  return inBatches(
    () => prisma.$executeRaw`
      DELETE FROM password_attempt WHERE key IN (
        SELECT key FROM password_attempt WHERE last_at <= ${forgotten} ORDER BY last_at LIMIT ${BATCH}
        FOR UPDATE SKIP LOCKED)`,
  )
}

async function inBatches(deleteSome: () => PromiseLike<number>): Promise<number> {
  let total = 0
  for (;;) {
    const deleted = await deleteSome()
    total += deleted
    if (deleted < BATCH) return total
  }
}
