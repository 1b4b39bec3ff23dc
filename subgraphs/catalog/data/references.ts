import { isId } from '@tradewind/service'
import { freeHandle, toHandle } from '../domain/handle.ts'
import { brandNotFound, categoryNotFound, Refusal, refuse } from '../domain/refusal.ts'
import type { Transaction } from './database.ts'
import { Prisma } from './generated/client.ts'

/**
 * The id of the brand that an input names. Undefined if it names none, null if it says that there is none.
 * @throws Refusal if there is no such brand.
 */
export async function findBrandId(
  tx: Transaction,
  { brandId, brandHandle }: { brandId?: string | null; brandHandle?: string | null },
): Promise<string | null | undefined> {
  if (brandId == null && brandHandle == null) {
    return brandId === undefined && brandHandle === undefined ? undefined : null
  }
  if (brandId != null && !isId(brandId)) refuse(brandNotFound('brandId'))
  const brand = await tx.brand.findFirst({
    where: { ...(brandId != null && { id: brandId }), ...(brandHandle != null && { handle: brandHandle }) },
    select: { id: true },
  })
  return brand?.id ?? refuse(brandNotFound(brandId == null ? 'brandHandle' : 'brandId'))
}

/**
 * The ids of the categories that an input names; undefined if it says nothing of categories.
 * @throws Refusal with all categories that there are not.
 */
export async function findCategoryIds(
  tx: Transaction,
  { categoryIds, categoryHandles }: { categoryIds?: readonly string[]; categoryHandles?: readonly string[] },
): Promise<string[] | undefined> {
  if (!categoryIds && !categoryHandles) return undefined
  const ids = categoryIds ?? []
  const handles = categoryHandles ?? []
  if (ids.length + handles.length === 0) return []
  const found = await tx.category.findMany({
    where: { OR: [{ id: { in: ids.filter(isId) } }, { handle: { in: [...handles] } }] },
    select: { id: true, handle: true },
  })
  const knownIds = new Set(found.map(({ id }) => id))
  const knownHandles = new Set(found.map(({ handle }) => handle))
  const errors = [
    ...ids.flatMap((id, index) =>
      knownIds.has(id.toLowerCase()) ? [] : [categoryNotFound('categoryIds', `${index}`)],
    ),
    ...handles.flatMap((handle, index) =>
      knownHandles.has(handle) ? [] : [categoryNotFound('categoryHandles', `${index}`)],
    ),
  ]
  if (errors.length > 0) throw new Refusal(errors)
  return [...knownIds].toSorted()
}

/**
 * A handle made of a name: free now, and numbered if the plain one is not. Whoever makes one of the same name at the same
 * moment waits until this transaction ends: both would choose the same, and the later one be told that it is taken.
 * 7_002 is the number of these locks in the catalog's database.
 */
export async function chooseHandle(
  tx: Transaction,
  table: 'product' | 'category' | 'brand',
  name: string,
): Promise<string> {
  const plain = toHandle(name) || table
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(7002, hashtext(${`${table} ${plain}`}))`
  const rows = await tx.$queryRaw<{ handle: string }[]>`
    SELECT handle FROM ${Prisma.raw(table)} WHERE handle = ${plain} OR handle ~ ${`^${plain}-[0-9]+$`}`
  return freeHandle(plain, new Set(rows.map(({ handle }) => handle)))
}
