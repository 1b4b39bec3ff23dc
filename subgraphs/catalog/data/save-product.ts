import { publish } from '@tradewind/events'
import { catalog } from '@tradewind/events/contracts'
import { productFacts, removedVariantIds } from '../domain/facts.ts'
import { withoutStatedStock } from '../domain/merge.ts'
import type { Product } from '../domain/product.ts'
import { handleTaken, Refusal, skuTaken } from '../domain/refusal.ts'
import { sameProduct } from '../domain/same.ts'
import type { Transaction } from './database.ts'
import { writeProduct } from './write-product.ts'

/** Leads from the place of a variant in the product to its SKU in the input. */
export type SkuPath = (variantIndex: number) => string[]

const inProduct: SkuPath = (index) => ['variants', `${index}`, 'sku']

/**
 * Makes a changed product (or a new one, with `before` null) the stored one: counts its version, writes what differs,
 * and publishes the event, also of what other subgraphs do not care for: caches do. What has not changed is not written,
 * and of the stock that a file states nothing is seen.
 * @returns whether anything was written.
 * @throws Refusal if the handle or a SKU is another product's.
 */
export async function saveProduct(
  tx: Transaction,
  before: Product | null,
  after: Product,
  now: Date,
  skuPath: SkuPath = inProduct,
): Promise<boolean> {
  if (before && sameProduct(before, after)) return false
  const stockOnly = before && sameProduct(withoutStatedStock(before), withoutStatedStock(after))
  if (!stockOnly) await refuseTaken(tx, before, after, skuPath)
  const version = before ? { version: before.version + 1, updatedAt: now } : {}
  await writeProduct(tx, before, stockOnly ? after : { ...after, ...version })
  if (stockOnly) return true
  const removed = removedVariantIds(before, after)
  await publish(tx, catalog.productChanged, {
    subject: after.id,
    data: { ...productFacts(after), ...(removed.length > 0 && { removedVariantIds: removed }) },
  })
  return true
}

/** Asked of what changes only, and in one statement: most changes are to neither handle nor SKU. */
async function refuseTaken(
  tx: Transaction,
  before: Product | null,
  after: Product,
  path: SkuPath,
): Promise<void> {
  const known = new Set(before?.variants.map(({ sku }) => sku))
  const handles = before?.handle === after.handle ? [] : [after.handle]
  const skus = after.variants.map(({ sku }) => sku).filter((sku) => sku !== null && !known.has(sku))
  if (handles.length + skus.length === 0) return
  const taken = await tx.$queryRaw<{ handle: string | null; sku: string | null }[]>`
    SELECT handle, NULL AS sku FROM product WHERE handle = ANY (${handles}) AND id <> ${after.id}::uuid
    UNION ALL
    SELECT NULL, sku FROM product_variant WHERE sku = ANY (${skus}) AND product_id <> ${after.id}::uuid`
  const errors = taken.map(({ handle, sku }) =>
    sku === null
      ? handleTaken(handle!)
      : skuTaken(sku, ...path(after.variants.findIndex((variant) => variant.sku === sku))),
  )
  if (errors.length > 0) throw new Refusal(errors)
}
