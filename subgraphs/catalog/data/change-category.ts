import { publish } from '@tradewind/events'
import { catalog } from '@tradewind/events/contracts'
import { isId } from '@tradewind/service'
import { ancestorsUnder, moved, parentIdOf, type Category } from '../domain/category.ts'
import { categoryNotFound, handleTaken, Refusal, refuse } from '../domain/refusal.ts'
import { change, type Database, type Transaction } from './database.ts'
import { chooseHandle } from './references.ts'
import { announceProducts } from './topics.ts'

export interface NewCategory {
  readonly name: string
  readonly handle?: string
  readonly description: string | null
  readonly parentId?: string | null
  readonly parentHandle?: string | null
  readonly position: number
}

export type CategoryPatch = Partial<Pick<Category, 'name' | 'handle' | 'description' | 'position'>>

/** Creates a category; its handle is made of the name if absent. @throws Refusal */
export function insertCategory(database: Database, id: string, input: NewCategory): Promise<Category> {
  return changeTree(database, async (tx) => {
    const { parentId, parentHandle, handle, ...rest } = input
    if (handle !== undefined) await refuseTaken(tx, handle)
    const parent = await findParent(tx, parentId, parentHandle)
    const category: Category = {
      ...rest,
      id,
      handle: handle ?? (await chooseHandle(tx, 'category', input.name)),
      ancestorIds: ancestorsUnder(parent),
    }
    await tx.category.create({ data: toRow(category) })
    await tellCategory(tx, category)
    return category
  })
}

/** Changes what a category says of itself. @throws Refusal */
export function changeCategory(database: Database, id: string, patch: CategoryPatch): Promise<Category> {
  return change(database, async (tx) => {
    const before = await findCategory(tx, id, 'id')
    if (patch.handle !== undefined && patch.handle !== before.handle) await refuseTaken(tx, patch.handle)
    await announceProducts(tx, { categoryId: id })
    const after = await tx.category.update({ where: { id }, data: patch })
    await tellCategory(tx, after)
    return after
  })
}

/** Moves a category and all below it under another, or to the root with null. @throws Refusal */
export function moveCategory(database: Database, id: string, parentId: string | null): Promise<Category> {
  return changeTree(database, async (tx) => {
    const category = await findCategory(tx, id, 'id')
    const parent = await findParent(tx, parentId, null)
    const descendants = await tx.category.findMany({ where: { ancestorIds: { has: category.id } } })
    const subtree = moved(category, parent, descendants)
    await tx.$executeRaw`
      UPDATE category SET ancestor_ids = node."ancestorIds", parent_id = node."parentId"
      FROM jsonb_to_recordset(${JSON.stringify(subtree.map(toRow))}::jsonb)
        AS node(id uuid, "ancestorIds" uuid[], "parentId" uuid)
      WHERE category.id = node.id`
    await announceProducts(tx, { categoryId: category.id })
    await tellCategory(tx, subtree[0]!)
    return subtree[0]!
  })
}

/** Deletes a category without any below it; its products count as changed. @throws Refusal */
export function deleteCategory(database: Database, id: string, now: Date): Promise<void> {
  return changeTree(database, async (tx) => {
    const category = await findCategory(tx, id, 'id')
    const child = await tx.category.findFirst({ where: { parentId: category.id }, select: { id: true } })
    if (child) {
      refuse({
        __typename: 'CategoryNotEmptyError',
        message: 'Move or delete the categories below it first.',
        path: ['id'],
      })
    }
    await tx.$executeRaw`
      UPDATE product SET version = version + 1, updated_at = ${now}
      WHERE id IN (SELECT product_id FROM product_category WHERE category_id = ${category.id}::uuid)`
    await announceProducts(tx, { categoryId: category.id })
    await tx.category.delete({ where: { id: category.id } })
    await publish(tx, catalog.categoryDeleted, { subject: category.id, data: { categoryId: category.id } })
  })
}

/** Publishes a category as it now is. */
export async function tellCategory(
  tx: Transaction,
  category: Pick<Category, 'id' | 'handle' | 'name' | 'ancestorIds'>,
): Promise<void> {
  const { id, handle, name } = category
  const data = { categoryId: id, handle, name, parentId: parentIdOf(category) }
  await publish(tx, catalog.categoryChanged, { subject: id, data })
}

/**
 * Runs a change to the shape of the tree, one at a time: two moves side by side, each harmless, could make a cycle.
 * 7_001 is this lock's number in the catalog's database.
 */
const changeTree = <Result>(
  database: Database,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> =>
  change(database, async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(7001)`
    return work(tx)
  })

async function findCategory(tx: Transaction, id: string, field: string): Promise<Category> {
  const category = isId(id) ? await tx.category.findUnique({ where: { id } }) : null
  return category ?? refuse(categoryNotFound(field))
}

async function findParent(
  tx: Transaction,
  id: string | null | undefined,
  handle: string | null | undefined,
): Promise<Category | null> {
  if (id != null) return findCategory(tx, id, 'parentId')
  if (handle == null) return null
  const parent = await tx.category.findUnique({ where: { handle } })
  return parent ?? refuse(categoryNotFound('parentHandle'))
}

async function refuseTaken(tx: Transaction, handle: string): Promise<void> {
  const other = await tx.category.findUnique({ where: { handle }, select: { id: true } })
  if (other) throw new Refusal([handleTaken(handle)])
}

const toRow = ({ id, handle, name, description, position, ancestorIds }: Category) => ({
  id,
  handle,
  name,
  description,
  position,
  ancestorIds: [...ancestorIds],
  parentId: parentIdOf({ ancestorIds }),
})
