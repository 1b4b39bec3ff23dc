import { isId } from '@tradewind/service'
import type { Transaction } from './database.ts'
import type { PersistedQueryList } from './generated/client.ts'

export const findList = (prisma: Transaction, id: string): Promise<PersistedQueryList | null> =>
  prisma.persistedQueryList.findUnique({ where: { id } })

/** A list of this graph; null for what is none, whatever its form. */
export async function findListById(
  prisma: Transaction,
  graphId: string,
  id: string,
): Promise<PersistedQueryList | null> {
  const list = isId(id) ? await findList(prisma, id) : null
  return list?.graphId === graphId ? list : null
}
