import { newId } from '@tradewind/service'
import type { PrismaClient } from '../../data/generated/client.ts'
import { HOSTILE } from './hostile.ts'

/** A list of one operation more than a page shows, for the routers of one variant. */
export async function seedSafelist(prisma: PrismaClient): Promise<string> {
  const id = newId()
  const list = { id, graphId: 'shop', name: `list ${HOSTILE}`, revision: 1, createdAt: new Date() }
  await prisma.persistedQueryList.create({ data: list })
  const operations = Array.from({ length: 51 }, (_, index) => ({
    listId: id,
    id: `${String(index).padStart(2, '0')} ${HOSTILE}`,
    name: `Operation${index}`,
    type: 'QUERY',
    body: `query Operation${index} { a(b: "${HOSTILE}") }`,
    clientName: HOSTILE,
  }))
  await prisma.persistedQuery.createMany({ data: operations })
  await prisma.variant.update({
    where: { graphId_name: { graphId: 'shop', name: 'current' } },
    data: { persistedQueryListId: id },
  })
  return id
}
