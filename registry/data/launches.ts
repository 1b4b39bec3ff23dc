import type { Launch } from './generated/client.ts'
import type { Transaction } from './database.ts'
import type { GraphRef } from '../domain/graph-ref.ts'

export type { Launch }

/** The launch that a variant's routers have; null before the first that composed. */
export async function currentLaunch(
  prisma: Transaction,
  { graphId, variant }: GraphRef,
): Promise<Launch | null> {
  const found = await prisma.variant.findUnique({
    where: { graphId_name: { graphId, name: variant } },
    select: { currentLaunch: true },
  })
  return found?.currentLaunch ?? null
}

/** The last launch, whether it composed or not. */
export const latestLaunch = (prisma: Transaction, { graphId, variant }: GraphRef): Promise<Launch | null> =>
  prisma.launch.findFirst({ where: { graphId, variant }, orderBy: { number: 'desc' } })

export const findLaunch = (prisma: Transaction, id: string): Promise<Launch | null> =>
  prisma.launch.findUnique({ where: { id } })

export const findLaunchByNumber = (
  prisma: Transaction,
  { graphId, variant }: GraphRef,
  number: number,
): Promise<Launch | null> =>
  prisma.launch.findUnique({ where: { graphId_variant_number: { graphId, variant, number } } })

/** The last launches, the newest first, without the schemas. */
export const listLaunches = (prisma: Transaction, { graphId, variant }: GraphRef, limit: number) =>
  prisma.launch.findMany({
    where: { graphId, variant },
    omit: { supergraphSdl: true, apiSchemaSdl: true },
    orderBy: { number: 'desc' },
    take: limit,
  })
