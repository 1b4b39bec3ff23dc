import { publish } from '@tradewind/events'
import { catalog } from '@tradewind/events/contracts'
import { isId } from '@tradewind/service'
import { brandNotFound, handleTaken, Refusal, refuse } from '../domain/refusal.ts'
import { change, type Database, type Transaction } from './database.ts'
import type { Brand } from './generated/client.ts'
import { chooseHandle } from './references.ts'
import { announceProducts } from './topics.ts'

/** Creates a brand; its handle is made of the name if absent. @throws Refusal */
export function insertBrand(
  database: Database,
  id: string,
  { name, handle }: { readonly name: string; readonly handle?: string },
): Promise<Brand> {
  return change(database, async (tx) => {
    if (handle !== undefined) await refuseTaken(tx, handle)
    const data = { id, name, handle: handle ?? (await chooseHandle(tx, 'brand', name)) }
    const brand = await tx.brand.create({ data })
    await tellBrand(tx, brand)
    return brand
  })
}

/** Changes a brand; its products are found by its new name. @throws Refusal */
export function changeBrand(
  database: Database,
  id: string,
  patch: { readonly name?: string; readonly handle?: string },
): Promise<Brand> {
  return change(database, async (tx) => {
    const before = isId(id) ? await tx.brand.findUnique({ where: { id } }) : null
    if (!before) return refuse(brandNotFound('id'))
    if (patch.handle !== undefined && patch.handle !== before.handle) await refuseTaken(tx, patch.handle)
    const after = await tx.brand.update({ where: { id }, data: patch })
    if (after.name !== before.name) {
      await tx.product.updateMany({ where: { brandId: id }, data: { brandName: after.name } })
    }
    await announceProducts(tx, { brandId: id })
    await tellBrand(tx, after)
    return after
  })
}

/** Deletes a brand and takes it off its products. @throws Refusal if there is none. */
export function deleteBrand(database: Database, id: string, now: Date): Promise<void> {
  return change(database, async (tx) => {
    if (!isId(id)) refuse(brandNotFound('id'))
    await announceProducts(tx, { brandId: id })
    await tx.product.updateMany({
      where: { brandId: id },
      data: { brandId: null, brandName: '', version: { increment: 1 }, updatedAt: now },
    })
    const { count } = await tx.brand.deleteMany({ where: { id } })
    if (count === 0) refuse(brandNotFound('id'))
    const brandId = id.toLowerCase()
    await publish(tx, catalog.brandDeleted, { subject: brandId, data: { brandId } })
  })
}

/** Publishes a brand as it now is. */
export async function tellBrand(tx: Transaction, { id, handle, name }: Brand): Promise<void> {
  await publish(tx, catalog.brandChanged, { subject: id, data: { brandId: id, handle, name } })
}

async function refuseTaken(tx: Transaction, handle: string): Promise<void> {
  const other = await tx.brand.findUnique({ where: { handle }, select: { id: true } })
  if (other) throw new Refusal([handleTaken(handle)])
}
