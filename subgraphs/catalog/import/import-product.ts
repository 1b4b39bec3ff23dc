import { publishAll } from '@tradewind/events'
import { catalog } from '@tradewind/events/contracts'
import type { Makings } from '../domain/change-product.ts'
import { toHandle } from '../domain/handle.ts'
import { mergeProduct, newlyStated, type References } from '../domain/merge.ts'
import type { Product } from '../domain/product.ts'
import { Refusal } from '../domain/refusal.ts'
import { sameProduct } from '../domain/same.ts'
import type { FileProduct } from '../domain/shopify-product.ts'
import { tellBrand } from '../data/change-brand.ts'
import { tellCategory } from '../data/change-category.ts'
import { LostRaceError, type Transaction } from '../data/database.ts'
import { lockProduct } from '../data/load-product.ts'
import { saveProduct } from '../data/save-product.ts'

/** The import a product comes with. */
export interface Arrival extends Makings {
  readonly importId: string
  readonly currencyCode: string
}

/** What is in the catalog already of what a batch of products is about, by handle. */
export interface Known {
  readonly products: ReadonlyMap<string, Product>
  readonly brands: ReadonlyMap<string, string>
  readonly categories: ReadonlyMap<string, string>
}

/** What a file's vendor and type are known by. */
export const brandHandle = (vendor: string): string => toHandle(vendor) || 'brand'
export const categoryHandle = (type: string): string => toHandle(type) || 'category'

/** Whether the catalog says already what the file says, as far as is known without a lock. @throws Refusal */
export function isUnchanged(file: FileProduct, known: Known, arrival: Arrival): boolean {
  const product = known.products.get(file.handle)
  const brandId = file.vendor && known.brands.get(brandHandle(file.vendor))
  const categoryId = file.type ? known.categories.get(categoryHandle(file.type)) : undefined
  if (!product || (file.vendor && !brandId) || (file.type && !categoryId)) return false
  const references = { brandId: brandId === '' ? null : brandId, categoryId }
  return sameProduct(product, mergeProduct(product, file, references, arrival.currencyCode, arrival))
}

/**
 * Brings a product into the state that a file gives it: its brand and category, itself, and the events about it and the
 * stock that the file states anew. Whoever else changes the product waits until the transaction ends.
 * @throws Refusal if the product breaks a rule or has another product's SKU.
 */
export async function importProduct(
  tx: Transaction,
  file: FileProduct,
  arrival: Arrival,
): Promise<'CREATED' | 'UPDATED' | 'UNCHANGED'> {
  const before = await lockProduct(tx, { handles: [file.handle] })
  const references = await ensureReferences(tx, file, arrival.newId)
  const after = mergeProduct(before, file, references, arrival.currencyCode, arrival)
  const saved = await saveProduct(tx, before, after, arrival.now).catch(async (error: unknown) => {
    // Somebody may have made this very product since it was looked for: then its handle and SKUs are not another's.
    const refused = error instanceof Refusal && !before
    if (refused && (await tx.product.count({ where: { handle: file.handle } })) > 0) throw new LostRaceError()
    throw error
  })
  if (!saved) return 'UNCHANGED'
  await publishAll(
    tx,
    catalog.stockStated,
    newlyStated(before, after).map(({ id, sku, statedQuantity }) => ({
      subject: id,
      data: { variantId: id, sku, quantity: statedQuantity!, importId: arrival.importId },
    })),
  )
  return before ? 'UPDATED' : 'CREATED'
}

async function ensureReferences(
  tx: Transaction,
  { vendor, type }: FileProduct,
  newId: () => string,
): Promise<References> {
  const handles = { brand: vendor && brandHandle(vendor), category: type && categoryHandle(type) }
  const find = async () => {
    const [found] = await tx.$queryRaw<[{ brand: string | null; category: string | null }]>`
      SELECT (SELECT id FROM brand WHERE handle = ${handles.brand ?? null}) AS brand,
        (SELECT id FROM category WHERE handle = ${handles.category ?? null}) AS category`
    return found
  }
  const found = vendor || type ? await find() : { brand: null, category: null }
  const missing = { brand: vendor && !found.brand, category: type && !found.category }
  if (missing.brand) {
    await tx.brand.createMany({
      data: [{ id: newId(), handle: handles.brand!, name: vendor! }],
      skipDuplicates: true,
    })
  }
  if (missing.category) {
    await tx.category.createMany({
      data: [{ id: newId(), handle: handles.category!, name: type!, ancestorIds: [] }],
      skipDuplicates: true,
    })
  }
  const { brand, category } = missing.brand || missing.category ? await find() : found
  if (missing.brand) await tellBrand(tx, { id: brand!, handle: handles.brand!, name: vendor! })
  if (missing.category) {
    await tellCategory(tx, { id: category!, handle: handles.category!, name: type!, ancestorIds: [] })
  }
  return { brandId: vendor === undefined ? undefined : brand, categoryId: category ?? undefined }
}
