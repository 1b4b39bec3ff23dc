import type { PrismaClient } from '../generated/client.ts'

/** A variant as a list shows it. */
export interface VariantSummary {
  readonly name: string
  /** Given for contracts. */
  readonly sourceVariant: string | null
  readonly subgraphs: number
  readonly currentLaunch: { readonly id: string; readonly number: number; readonly createdAt: Date } | null
  /** The newest launch when it failed: routers still have the current one. */
  readonly failedSince: { readonly id: string; readonly number: number } | null
}

export interface GraphSummary {
  readonly id: string
  readonly title: string
  readonly readme: string
  readonly variants: readonly VariantSummary[]
}

const variantSelection = {
  name: true,
  sourceVariant: true,
  currentLaunch: { select: { id: true, number: true, createdAt: true } },
  _count: { select: { subgraphs: true } },
} as const

const graphSelection = {
  id: true,
  title: true,
  readme: true,
  variants: { select: variantSelection, orderBy: { name: 'asc' } },
} as const

/** Every graph with its variants, by id. An installation has a handful. */
export const listGraphs = (prisma: PrismaClient): Promise<GraphSummary[]> => readGraphs(prisma, {})

export async function findGraph(prisma: PrismaClient, id: string): Promise<GraphSummary | null> {
  const [graph] = await readGraphs(prisma, { id })
  return graph ?? null
}

async function readGraphs(prisma: PrismaClient, where: { id?: string }): Promise<GraphSummary[]> {
  const [graphs, failed] = await Promise.all([
    prisma.graph.findMany({ where, select: graphSelection, orderBy: { id: 'asc' } }),
    newestWhereFailed(prisma),
  ])
  return graphs.map(({ variants, ...graph }) => ({
    ...graph,
    variants: variants.map(({ _count, ...variant }) => ({
      ...variant,
      subgraphs: _count.subgraphs,
      failedSince: failed.get(`${graph.id}@${variant.name}`) ?? null,
    })),
  }))
}

/** By graph ref. Plain SQL, since Prisma would read every launch of a variant to take the newest. */
async function newestWhereFailed(prisma: PrismaClient): Promise<Map<string, { id: string; number: number }>> {
  const rows = await prisma.$queryRaw<{ ref: string; id: string; number: number }[]>`
    SELECT v.graph_id || '@' || v.name AS ref, newest.id, newest.number
    FROM variant v
    CROSS JOIN LATERAL (
      SELECT id, number, status FROM launch l
      WHERE l.graph_id = v.graph_id AND l.variant = v.name
      ORDER BY number DESC LIMIT 1
    ) newest
    WHERE newest.status = 'FAILED'`
  return new Map(rows.map(({ ref, ...launch }) => [ref, launch]))
}
