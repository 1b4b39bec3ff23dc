import type { Transaction } from './database.ts'
import type { GraphRef } from '../domain/graph-ref.ts'

/** A subgraph of a variant, as it was published last. */
export interface Subgraph {
  readonly name: string
  readonly url: string | null
  readonly sdl: string
  readonly sha256: string
  readonly revisionId: string
  readonly updatedAt: Date
}

/** The subgraphs a variant is composed of, by name. */
export async function listSubgraphs(
  prisma: Transaction,
  { graphId, variant }: GraphRef,
): Promise<Subgraph[]> {
  const active = await prisma.activeSubgraph.findMany({
    where: { graphId, variant },
    include: { revision: { select: { url: true, sdl: true, sha256: true } } },
    orderBy: { name: 'asc' },
  })
  return active.map(({ name, revisionId, updatedAt, revision }) => ({
    name,
    revisionId,
    updatedAt,
    ...revision,
  }))
}

/** The same without the schemas, which are large. */
export async function listSubgraphSummaries(
  prisma: Transaction,
  { graphId, variant }: GraphRef,
): Promise<Omit<Subgraph, 'sdl'>[]> {
  const active = await prisma.activeSubgraph.findMany({
    where: { graphId, variant },
    include: { revision: { select: { url: true, sha256: true } } },
    orderBy: { name: 'asc' },
  })
  return active.map(({ name, revisionId, updatedAt, revision }) => ({
    name,
    revisionId,
    updatedAt,
    ...revision,
  }))
}

/** The schemas of certain revisions, as a launch names them. */
export async function findRevisions(prisma: Transaction, ids: readonly string[]) {
  return await prisma.subgraphRevision.findMany({
    where: { id: { in: [...ids] } },
    orderBy: { subgraph: 'asc' },
  })
}
