import type { Page } from '@tradewind/service'
import { z } from 'zod'
import type { Database } from './database.ts'
import { Prisma, type Brand, type Category } from './generated/client.ts'

/** What brands are sorted by: the name, then the id. */
export const brandKey = z.tuple([z.string().max(400), z.uuid()])

/** A page of brands by name, `limit + 1` of them, in the order they are to be fetched. */
export function listBrands(
  { prisma }: Database,
  { limit, backward, cursor }: Page<z.infer<typeof brandKey>>,
): Promise<Brand[]> {
  const [comparison, direction] = backward
    ? [Prisma.raw('<'), Prisma.raw('DESC')]
    : [Prisma.raw('>'), Prisma.raw('ASC')]
  return prisma.$queryRaw<Brand[]>`
    SELECT id, handle, name FROM brand
    WHERE ${cursor ? Prisma.sql`(name, id) ${comparison} (${cursor[0]}, ${cursor[1]}::uuid)` : Prisma.sql`true`}
    ORDER BY name ${direction}, id ${direction}
    LIMIT ${limit + 1}`
}

/** The categories at the root of the tree. */
export const listRootCategories = ({ prisma }: Database): Promise<Category[]> =>
  prisma.category.findMany({
    where: { parentId: null },
    orderBy: [{ position: 'asc' }, { name: 'asc' }, { id: 'asc' }],
  })
