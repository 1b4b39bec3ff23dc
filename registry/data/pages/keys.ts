import type { ApiKey, PrismaClient } from '../generated/client.ts'

export type KeySummary = Omit<ApiKey, 'hash' | 'graphId'>

/** A graph's keys, the newest first, from the one before `before` on. What they are is kept nowhere. */
export function listKeys(
  prisma: PrismaClient,
  graphId: string,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<KeySummary[]> {
  return prisma.apiKey.findMany({
    where: { graphId, ...(before && { id: { lt: before } }) },
    omit: { hash: true, graphId: true },
    orderBy: { id: 'desc' },
    take: limit,
  })
}

export const findKey = (prisma: PrismaClient, graphId: string, id: string): Promise<KeySummary | null> =>
  prisma.apiKey.findFirst({ where: { graphId, id }, omit: { hash: true, graphId: true } })
