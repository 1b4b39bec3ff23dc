import { createHash } from 'node:crypto'
import { inBatches } from '@tradewind/service'
import { z } from 'zod'
import type { Refusal } from '../domain/staff.ts'
import type { Transaction } from './database.ts'
import type { PrismaClient } from './generated/client.ts'

/** How long a key answers for the request it was used with, in milliseconds: 30 days. */
const KEPT_FOR = 30 * 24 * 3_600_000

/** A mutation of a member of staff, as far as being sent twice goes. */
export interface StaffRequest {
  readonly actorId: string
  readonly idempotencyKey: string
  /** The mutation and its input without the key. */
  readonly content: readonly unknown[]
}

/** What was answered: the attempt that was begun or taken up, or why there is none. */
export type StaffAnswer<Refused extends Refusal = Refusal> =
  { readonly attemptId: string } | { readonly refusal: Refused }

const storedAnswer: z.ZodType<StaffAnswer> = z.union([
  z.object({ attemptId: z.string() }),
  z.object({
    refusal: z.union([
      z.object({ type: z.literal('WRONG_STATE'), state: z.custom<never>() }),
      z.object({
        type: z.literal('EXCEEDS_CAPTURED'),
        refundable: z.string().transform((digits) => BigInt(digits)),
      }),
    ]),
  }),
])

/**
 * The answer that the key was given before; null for a new key, 'CONFLICT' for one that was used with another input.
 * Whoever sends the same key at the same time waits until this transaction has ended.
 */
export async function findStaffAnswer(
  tx: Transaction,
  request: StaffRequest,
): Promise<StaffAnswer | 'CONFLICT' | null> {
  const { actorId, idempotencyKey: key } = request
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${actorId} ${key}`}, 1))`
  const known = await tx.staffRequest.findUnique({ where: { actorId_key: { actorId, key } } })
  if (!known) return null
  return known.fingerprint === fingerprint(request) ? storedAnswer.parse(known.answer) : 'CONFLICT'
}

/** Keeps the answer for when the request is sent again. */
export async function saveStaffAnswer(
  tx: Transaction,
  request: StaffRequest,
  answer: StaffAnswer,
  createdAt: Date,
): Promise<void> {
  const { actorId, idempotencyKey: key } = request
  const json = JSON.parse(
    JSON.stringify(answer, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
  )
  await tx.staffRequest.create({
    data: { actorId, key, fingerprint: fingerprint(request), answer: json, createdAt },
  })
}

const fingerprint = ({ content }: StaffRequest): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('base64url')

/** Deletes the answers that nobody can still be waiting for; returns how many. */
export function deleteOldAnswers(prisma: PrismaClient, now: Date, signal?: AbortSignal): Promise<number> {
  const old = new Date(now.getTime() - KEPT_FOR)
  return inBatches(
    signal,
    (limit) => prisma.$executeRaw`
      DELETE FROM staff_request WHERE (actor_id, key) IN (
        SELECT actor_id, key FROM staff_request WHERE created_at < ${old} LIMIT ${limit} FOR UPDATE SKIP LOCKED)`,
  )
}
