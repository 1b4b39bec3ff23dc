import { isId, type Page } from '@tradewind/service'
import type { Transaction } from './database.ts'
import type { StockLevel } from './generated/client.ts'

/** The sort key of levels: the least available first. */
export interface LevelKey {
  readonly available: number
  readonly id: string
}

/** Which levels; a condition that is null is none. */
export interface LevelFilter {
  readonly variantIds: readonly string[] | null
  readonly locationId: string | null
  readonly availableAtMost: number | null
}

/** A page of levels, the least available first; one row more than asked for. */
export function findLevels(
  prisma: Transaction,
  { limit, backward, cursor }: Page<LevelKey>,
  { variantIds, locationId, availableAtMost }: LevelFilter,
): Promise<StockLevel[]> {
  const direction = backward ? 'desc' : 'asc'
  const beyond = backward ? 'lt' : 'gt'
  return prisma.stockLevel.findMany({
    where: {
      ...(variantIds && { variantId: { in: variantIds.filter(isId) } }),
      ...(locationId !== null && { locationId: { in: [locationId].filter(isId) } }),
      AND: [
        availableAtMost === null ? {} : { available: { lte: availableAtMost } },
        cursor === null
          ? {}
          : {
              OR: [
                { available: { [beyond]: cursor.available } },
                { available: cursor.available, id: { [beyond]: cursor.id } },
              ],
            },
      ],
    },
    orderBy: [{ available: direction }, { id: direction }],
    take: limit + 1,
  })
}

/** The level of a variant at a location; null where it was never kept. */
export async function findLevel(
  prisma: Transaction,
  variantId: string,
  locationId: string,
): Promise<StockLevel | null> {
  if (!isId(variantId) || !isId(locationId)) return null
  return prisma.stockLevel.findFirst({ where: { variantId, locationId } })
}

/** All levels of each variant, in the order in which their locations serve orders. */
export async function levelsOfVariants(
  prisma: Transaction,
  variantIds: readonly string[],
): Promise<Map<string, StockLevel[]>> {
  const levels = await prisma.stockLevel.findMany({
    where: { variantId: { in: [...variantIds] } },
    orderBy: [{ location: { priority: 'asc' } }, { locationId: 'asc' }],
  })
  return Map.groupBy(levels, ({ variantId }) => variantId)
}

/** The free pieces of each variant over all active locations; variants without any level are left out. */
export async function freePiecesOf(
  prisma: Transaction,
  variantIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await prisma.$queryRaw<{ variantId: string; free: number }[]>`
    SELECT variant_id AS "variantId", sum(available)::float8 AS free
    FROM stock_level JOIN location ON location.id = location_id AND active
    WHERE variant_id = ANY(${variantIds}::uuid[])
    GROUP BY variant_id`
  return new Map(rows.map(({ variantId, free }) => [variantId, free]))
}
