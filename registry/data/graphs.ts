import type { Graph, Variant } from './generated/client.ts'
import type { Transaction } from './database.ts'
import { isGraphId, isVariantName, type GraphRef } from '../domain/graph-ref.ts'

export type { Graph, Variant }

export const findGraph = (prisma: Transaction, id: string): Promise<Graph | null> =>
  prisma.graph.findUnique({ where: { id } })

/** A variant; null for what cannot be the name of one, too. */
export async function findVariant(
  prisma: Transaction,
  { graphId, variant }: GraphRef,
): Promise<Variant | null> {
  if (!isGraphId(graphId) || !isVariantName(variant)) return null
  return await prisma.variant.findUnique({ where: { graphId_name: { graphId, name: variant } } })
}

/** Every variant of a graph, by name. */
export const listVariants = (prisma: Transaction, graphId: string): Promise<Variant[]> =>
  prisma.variant.findMany({ where: { graphId }, orderBy: { name: 'asc' } })

/** The contracts that are made of a variant, by name. */
export const contractsOf = (prisma: Transaction, { graphId, variant }: GraphRef): Promise<Variant[]> =>
  prisma.variant.findMany({ where: { graphId, sourceVariant: variant }, orderBy: { name: 'asc' } })

/** How many variants a graph has. */
export const countVariants = (prisma: Transaction, graphId: string): Promise<number> =>
  prisma.variant.count({ where: { graphId } })

/** Sets the README of a variant. */
export async function saveReadme(
  prisma: Transaction,
  { graphId, variant }: GraphRef,
  readme: string,
): Promise<void> {
  await prisma.variant.update({ where: { graphId_name: { graphId, name: variant } }, data: { readme } })
}

/** Makes a graph unless it is there; gives whether it was made. */
export async function ensureGraph(prisma: Transaction, id: string, title = id): Promise<boolean> {
  const { count } = await prisma.graph.createMany({
    data: { id, title, createdAt: new Date() },
    skipDuplicates: true,
  })
  return count > 0
}

/** Every graph, by id. */
export const listGraphs = (prisma: Transaction): Promise<Graph[]> =>
  prisma.graph.findMany({ orderBy: { id: 'asc' } })

/** Has a variant and its contracts composed with another version of federation from now on. */
export async function setFederationVersion(
  prisma: Transaction,
  { graphId, variant }: GraphRef,
  federationVersion: string,
): Promise<void> {
  await prisma.variant.updateMany({
    where: { graphId, OR: [{ name: variant }, { sourceVariant: variant }], NOT: { federationVersion } },
    data: { federationVersion },
  })
}
