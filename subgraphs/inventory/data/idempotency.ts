import { createHash } from 'node:crypto'
import { inBatches } from '@tradewind/service'
import type { Transaction } from './database.ts'
import type { Prisma, PrismaClient } from './generated/client.ts'

/** How long a key answers for the request it was used with, in milliseconds: 30 days. */
const KEPT_FOR = 30 * 24 * 3_600_000

/** A mutation that must not take effect twice. */
export interface Request {
  readonly idempotencyKey: string
  readonly mutation: string
  readonly input: unknown
}

/**
 * Does the work of a request once: its answer is kept under the caller's key in the same transaction, and the same
 * request gets the same answer again, refusals included. Of two at the same time the second waits for the first.
 * Returns null when the key was used for another request.
 */
export async function answerOnce<Answer extends object>(
  tx: Transaction,
  { idempotencyKey: key, mutation, input }: Request,
  at: Date,
  work: () => Promise<Answer>,
): Promise<Answer | null> {
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([mutation, input]))
    .digest('base64url')
  const first = await tx.$executeRaw`
    INSERT INTO idempotent_answer (key, fingerprint, answer, created_at)
    VALUES (${key}, ${fingerprint}, 'null', ${at}::timestamptz) ON CONFLICT DO NOTHING`
  if (first === 0) {
    const known = await tx.idempotentAnswer.findUniqueOrThrow({ where: { key } })
    return known.fingerprint === fingerprint ? (known.answer as unknown as Answer) : null
  }
  const answer = await work()
  await tx.idempotentAnswer.update({ where: { key }, data: { answer: answer as Prisma.InputJsonValue } })
  return answer
}

/** Deletes the answers that nobody can still be waiting for; returns how many. */
export function deleteOldAnswers(prisma: PrismaClient, now: Date, signal?: AbortSignal): Promise<number> {
  const old = new Date(now.getTime() - KEPT_FOR)
  return inBatches(
    signal,
    (limit) => prisma.$executeRaw`
      DELETE FROM idempotent_answer WHERE key IN (
        SELECT key FROM idempotent_answer WHERE created_at < ${old} LIMIT ${limit} FOR UPDATE SKIP LOCKED)`,
  )
}
