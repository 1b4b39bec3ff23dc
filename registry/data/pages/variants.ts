import type { PrismaClient } from '../generated/client.ts'

export interface SubgraphSummary {
  readonly name: string
  readonly url: string | null
  readonly updatedAt: Date
  readonly revisionId: string
  /** Of its SDL, hexadecimal. */
  readonly sha256: string
}

/** A variant with what it is made of. */
export interface VariantDetail {
  readonly graphId: string
  readonly name: string
  readonly readme: string
  readonly federationVersion: string
  readonly sourceVariant: string | null
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly contracts: readonly string[]
  readonly currentLaunchId: string | null
  /** By name. A contract has its source's. */
  readonly subgraphs: readonly SubgraphSummary[]
  readonly persistedQueries: { readonly id: string; readonly name: string; readonly count: number } | null
}

export async function findVariant(
  prisma: PrismaClient,
  graphId: string,
  name: string,
): Promise<VariantDetail | null> {
  const variant = await prisma.variant.findUnique({
    where: { graphId_name: { graphId, name } },
    select: {
      graphId: true,
      name: true,
      readme: true,
      federationVersion: true,
      sourceVariant: true,
      include: true,
      exclude: true,
      currentLaunchId: true,
      contracts: { select: { name: true }, orderBy: { name: 'asc' } },
      persistedQueryList: { select: { id: true, name: true, _count: { select: { operations: true } } } },
    },
  })
  if (!variant) return null
  const { contracts, persistedQueryList: list, ...rest } = variant
  return {
    ...rest,
    contracts: contracts.map((contract) => contract.name),
    subgraphs: await listSubgraphs(prisma, graphId, variant.sourceVariant ?? name),
    persistedQueries: list && { id: list.id, name: list.name, count: list._count.operations },
  }
}

async function listSubgraphs(
  prisma: PrismaClient,
  graphId: string,
  variant: string,
): Promise<SubgraphSummary[]> {
  const rows = await prisma.activeSubgraph.findMany({
    where: { graphId, variant },
    select: { name: true, updatedAt: true, revision: { select: { id: true, url: true, sha256: true } } },
    orderBy: { name: 'asc' },
  })
  return rows.map(({ name, updatedAt, revision }) => ({
    name,
    updatedAt,
    url: revision.url,
    revisionId: revision.id,
    sha256: revision.sha256,
  }))
}

/** A schema as it was published, and for which subgraph. */
export function findRevision(
  prisma: PrismaClient,
  graphId: string,
  id: string,
): Promise<{ readonly subgraph: string; readonly sdl: string } | null> {
  return prisma.subgraphRevision.findFirst({ where: { graphId, id }, select: { subgraph: true, sdl: true } })
}
