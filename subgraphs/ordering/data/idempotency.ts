import { createHash } from 'node:crypto'
import { inBatches } from '@tradewind/service'
import type { Transaction } from './database.ts'
import type { PrismaClient } from './generated/client.ts'

/** How long a key stands for the request it was used with, in milliseconds: 30 days. */
const KEPT_FOR = 30 * 24 * 3_600_000

/** A request that takes effect once, however often it is sent. */
export interface IdempotentRequest {
  /** Whose key it is: two people may use the same key. */
  readonly actorId: string
  readonly key: string
  readonly operation: 'placeOrder' | 'cancelOrder' | 'shipOrder'
  /** What was asked for, parsed, without the key; its fields always in the same order. */
  readonly input: object
  /** The order it makes or changes. */
  readonly orderId: string
  readonly at: Date
}

/** The key was used before: for the same input, which led to this order, or for another. */
export type UsedBefore =
  { readonly kind: 'repeated'; readonly orderId: string } | { readonly kind: 'conflict' }

/**
 * Does `work` unless the key was used before. Two requests with one key wait for each other; the second sees what
 * the first came to. Work that is refused leaves the key free.
 */
export async function once<Result extends { readonly kind: string }>(
  tx: Transaction,
  { actorId, key, operation, input, orderId, at }: IdempotentRequest,
  work: () => Promise<Result>,
): Promise<Result | UsedBefore> {
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([operation, input]))
    .digest()
  const { count } = await tx.idempotencyKey.createMany({
    data: [{ actorId, key, fingerprint, orderId, usedAt: at }],
    skipDuplicates: true,
  })
  const where = { actorId_key: { actorId, key } }
  if (count === 0) {
    const used = await tx.idempotencyKey.findUniqueOrThrow({ where })
    return fingerprint.equals(used.fingerprint)
      ? { kind: 'repeated', orderId: used.orderId }
      : { kind: 'conflict' }
  }
  const result = await work()
  if (result.kind === 'refused') await tx.idempotencyKey.delete({ where })
  return result
}

/** Deletes the keys that nobody can still be sending again; returns how many. */
export function deleteOldKeys(prisma: PrismaClient, now: Date, signal?: AbortSignal): Promise<number> {
  const old = new Date(now.getTime() - KEPT_FOR)
  return inBatches(
    signal,
    (limit) => prisma.$executeRaw`
      DELETE FROM idempotency_key WHERE (actor_id, key) IN (
        SELECT actor_id, key FROM idempotency_key WHERE used_at < ${old} LIMIT ${limit} FOR UPDATE SKIP LOCKED)`,
  )
}
