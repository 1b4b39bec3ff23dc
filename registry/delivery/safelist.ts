import type { Resource } from './index.ts'

/** The persisted queries of a variant, as JSON: `{ listName, operations: { <id>: { name, type, body } } }`. */
export const safelistOf: Resource = async (prisma, { graphId, variant }) => {
  const found = await prisma.variant.findUnique({
    where: { graphId_name: { graphId, name: variant } },
    select: { persistedQueryList: { select: { id: true, name: true, revision: true } } },
  })
  const list = found?.persistedQueryList
  if (!list) return null
  return {
    etag: `"${list.id}-${list.revision}"`,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    async content() {
      const operations = await prisma.persistedQuery.findMany({ where: { listId: list.id } })
      return JSON.stringify({
        listName: list.name,
        operations: Object.fromEntries(
          operations.map(({ id, name, type, body }) => [id, { name, type, body }]),
        ),
      })
    },
  }
}
