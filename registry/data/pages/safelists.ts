import type { PersistedQuery, PrismaClient } from '../generated/client.ts'

/** A list of persisted queries, with the variants whose routers are given it. */
export interface Safelist {
  readonly id: string
  readonly name: string
  readonly revision: number
  readonly variants: readonly string[]
  readonly count: number
}

/** The lists of a graph, by name. */
export async function listSafelists(prisma: PrismaClient, graphId: string): Promise<Safelist[]> {
  const lists = await prisma.persistedQueryList.findMany({
    where: { graphId },
    select: {
      id: true,
      name: true,
      revision: true,
      variants: { select: { name: true }, orderBy: { name: 'asc' } },
      _count: { select: { operations: true } },
    },
    orderBy: { name: 'asc' },
  })
  return lists.map(({ variants, _count, ...list }) => ({
    ...list,
    variants: variants.map(({ name }) => name),
    count: _count.operations,
  }))
}

/** The operations of a list by their ids, from the one after `after` on. */
export const listPersistedQueries = (
  prisma: PrismaClient,
  listId: string,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<PersistedQuery[]> =>
  prisma.persistedQuery.findMany({
    where: { listId, ...(after && { id: { gt: after } }) },
    orderBy: { id: 'asc' },
    take: limit,
  })
