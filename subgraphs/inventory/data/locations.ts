import { isId, newId, transact, type Page } from '@tradewind/service'
import type { Transaction } from './database.ts'
import type { Location, PrismaClient } from './generated/client.ts'
import { changeStock } from './locked-stock.ts'

/** The sort key of locations: their turn in serving orders. */
export interface LocationKey {
  readonly priority: number
  readonly id: string
}

export interface NewLocation {
  readonly code: string
  readonly name: string
  readonly priority: number
  readonly isDefault: boolean
}

export interface LocationChange {
  readonly id: string
  readonly name?: string | undefined
  readonly priority?: number | undefined
  readonly active?: boolean | undefined
  readonly isDefault?: true | undefined
}

/** A page of locations in the order in which they serve orders; one row more than asked for. */
export function findLocations(
  prisma: Transaction,
  { limit, backward, cursor }: Page<LocationKey>,
  active: boolean | null,
): Promise<Location[]> {
  const direction = backward ? 'desc' : 'asc'
  const beyond = backward ? 'lt' : 'gt'
  return prisma.location.findMany({
    where: {
      ...(active !== null && { active }),
      ...(cursor && {
        OR: [
          { priority: { [beyond]: cursor.priority } },
          { priority: cursor.priority, id: { [beyond]: cursor.id } },
        ],
      }),
    },
    orderBy: [{ priority: direction }, { id: direction }],
    take: limit + 1,
  })
}

/**
 * The locations of these ids (those there are), kept from being changed until the transaction ends: whoever opens a
 * level at a location does it before or after its deactivation, never in between.
 */
export async function holdLocations(
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, { readonly id: string; readonly code: string }>> {
  const locations = await tx.$queryRaw<{ id: string; code: string }[]>`
    SELECT id, code FROM location WHERE id = ANY(${ids.filter(isId)}::uuid[]) FOR SHARE`
  return new Map(locations.map((location) => [location.id, location]))
}

/** Opens a location; null when its code is taken. */
export function createLocation(
  prisma: PrismaClient,
  location: NewLocation,
  at: Date,
): Promise<Location | null> {
  return transact(prisma, async (tx: Transaction) => {
    await oneChangeAtATime(tx)
    if (await tx.location.findUnique({ where: { code: location.code } })) return null
    if (location.isDefault) await dropDefault(tx)
    return tx.location.create({ data: { id: newId(), ...location, active: true, createdAt: at } })
  })
}

/**
 * Changes a location. When it stops or starts serving orders, the availability of everything kept there changes with it.
 * NOT_FOUND: there is none of this id; DEFAULT: it is (or would become) a default that is not active.
 */
export function updateLocation(
  prisma: PrismaClient,
  { id, ...change }: LocationChange,
): Promise<Location | 'NOT_FOUND' | 'DEFAULT'> {
  return transact(prisma, async (tx: Transaction) => {
    await oneChangeAtATime(tx)
    const location = isId(id) ? await tx.location.findUnique({ where: { id } }) : null
    if (!location) return 'NOT_FOUND'
    const active = change.active ?? location.active
    if (!active && (change.isDefault ?? location.isDefault)) return 'DEFAULT'
    if (change.isDefault && !location.isDefault) await dropDefault(tx)
    if (active === location.active) return tx.location.update({ where: { id }, data: change })
    await tx.$queryRaw`SELECT id FROM location WHERE id = ${id}::uuid FOR NO KEY UPDATE`
    const kept = await tx.stockLevel.findMany({ where: { locationId: id }, select: { variantId: true } })
    return changeStock(
      tx,
      kept.map(({ variantId }) => variantId),
      () => tx.location.update({ where: { id }, data: change }),
    )
  })
}

/** Changes of locations are rare: they follow each other. Who only refers to locations is not kept waiting. */
async function oneChangeAtATime(tx: Transaction): Promise<void> {
  await tx.$executeRaw`LOCK TABLE location IN SHARE ROW EXCLUSIVE MODE`
}

async function dropDefault(tx: Transaction): Promise<void> {
  await tx.location.updateMany({ where: { isDefault: true }, data: { isDefault: false } })
}
