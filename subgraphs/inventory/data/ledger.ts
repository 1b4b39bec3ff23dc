import { newId, type Page } from '@tradewind/service'
import type { AdjustmentReason } from '../domain/reasons.ts'
import type { Transaction } from './database.ts'
import { Prisma, type StockAdjustment } from './generated/client.ts'

/** A change of a level's on hand. */
export interface Entry {
  readonly levelId: string
  readonly delta: number
  /** Held pieces that leave together with it, because they are sold: reserved goes down by as many. */
  readonly sold?: number
  readonly note?: string | null
}

/** What all entries of one change have in common. */
export interface Occasion {
  readonly reason: AdjustmentReason
  readonly at: Date
  readonly actorId?: string
  readonly orderId?: string
}

/**
 * Writes entries into the ledgers of different levels and moves the levels accordingly, in one statement; returns the
 * ids of the ledger's entries, in the order given. The variants must be locked (`changeStock`).
 */
export async function record(
  tx: Transaction,
  occasion: Occasion,
  entries: readonly Entry[],
): Promise<string[]> {
  const ids = entries.map(() => newId())
  const moved = await tx.$executeRaw`
    WITH entry AS (
      SELECT * FROM unnest(
        ${ids}::uuid[], ${entries.map(({ levelId }) => levelId)}::uuid[], ${entries.map(({ delta }) => delta)}::int[],
        ${entries.map(({ sold }) => sold ?? 0)}::int[], ${entries.map(({ note }) => note ?? null)}::text[]
      ) AS input(id, level_id, delta, sold, note)
    ), written AS (
      INSERT INTO stock_adjustment
        (id, level_id, number, previous, on_hand_before, delta, on_hand_after, reason, note, actor_id, order_id, created_at)
      SELECT entry.id, level.id, COALESCE(ledger_number, 0) + 1, ledger_number, on_hand, delta, on_hand + delta,
        ${occasion.reason}::stock_adjustment_reason, note, ${occasion.actorId ?? null}::uuid,
        ${occasion.orderId ?? null}::uuid, ${occasion.at}::timestamptz
      FROM entry JOIN stock_level AS level ON level.id = level_id
      RETURNING id, level_id, number, on_hand_after
    )
    UPDATE stock_level AS level
    SET on_hand = on_hand_after, ledger_number = number, reserved = reserved - sold, updated_at = ${occasion.at}::timestamptz
    FROM written JOIN entry USING (id)
    WHERE level.id = written.level_id`
  if (moved !== entries.length) throw new Error(`${entries.length} entries met ${moved} levels.`)
  return ids
}

/** Opens an empty level for a variant at a location where it was never kept; returns its id. */
export async function openLevel(
  tx: Transaction,
  variantId: string,
  locationId: string,
  at: Date,
): Promise<string> {
  const { id } = await tx.stockLevel.create({
    data: { id: newId(), variantId, locationId, updatedAt: at },
    select: { id: true },
  })
  return id
}

/**
 * A page of each level's ledger, the newest entry first, in one statement whatever the number of levels; one entry more
 * than asked for.
 */
export async function ledgerPages(
  prisma: Transaction,
  levelIds: readonly string[],
  { limit, backward, cursor }: Page<number>,
): Promise<Map<string, StockAdjustment[]>> {
  const beyond = backward
    ? Prisma.sql`number > ${cursor ?? 0}`
    : Prisma.sql`number < ${cursor ?? 2 ** 31 - 1}`
  const direction = backward ? Prisma.sql`ASC` : Prisma.sql`DESC`
  const entries = await prisma.$queryRaw<StockAdjustment[]>`
    SELECT entry.*
    FROM unnest(${levelIds}::uuid[]) AS level(id) CROSS JOIN LATERAL (
      SELECT id, level_id AS "levelId", number, previous, on_hand_before AS "onHandBefore", delta,
        on_hand_after AS "onHandAfter", reason, note, actor_id AS "actorId", order_id AS "orderId",
        created_at AS "createdAt"
      FROM stock_adjustment
      WHERE level_id = level.id AND ${beyond}
      ORDER BY number ${direction} LIMIT ${limit + 1}
    ) AS entry
    ORDER BY number ${direction}`
  return Map.groupBy(entries, ({ levelId }) => levelId)
}
