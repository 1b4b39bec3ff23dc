import type { AuditEntry, PrismaClient } from '../generated/client.ts'

/** Who changed what about a graph, the newest first, from the entry before `before` on. */
export function listAudit(
  prisma: PrismaClient,
  graphId: string,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<AuditEntry[]> {
  return prisma.auditEntry.findMany({
    where: { graphId, ...(before && { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: limit,
  })
}
