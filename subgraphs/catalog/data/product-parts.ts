import type { Product, Variant } from '../domain/product.ts'
import { same } from '../domain/same.ts'
import type { Transaction } from './database.ts'

/** Writes what differs in a product's options, variants, prices, images and categories: two statements each at most. */
export async function writeParts(tx: Transaction, before: Product | null, after: Product): Promise<void> {
  await writeOptions(tx, before, after)
  await writeVariants(tx, before, after)
  await writePrices(tx, before?.variants ?? [], after.variants)
  await writeImages(tx, before, after)
  await writeCategories(tx, before, after)
}

async function writeOptions(tx: Transaction, before: Product | null, after: Product): Promise<void> {
  if (same(before?.options ?? [], after.options)) return
  if (before) await tx.productOption.deleteMany({ where: { productId: after.id } })
  await tx.productOption.createMany({
    data: after.options.map(({ name, values }, index) => ({
      productId: after.id,
      position: index + 1,
      name,
      values: [...values],
    })),
  })
}

async function writeVariants(tx: Transaction, before: Product | null, after: Product): Promise<void> {
  const rows = variantRows(after)
  const known = new Map(before ? variantRows(before).map((row) => [row.id, row]) : [])
  const gone = known
    .keys()
    .filter((id) => rows.every((row) => row.id !== id))
    .toArray()
  if (gone.length > 0) await tx.productVariant.deleteMany({ where: { id: { in: gone } } })
  const changed = rows.filter((row) => !same(row, known.get(row.id)))
  if (changed.length === 0) return
  const moving = changed.filter(({ id, sku }) => (known.get(id)?.sku ?? sku) !== sku).map(({ id }) => id)
  // The index on SKUs is checked row by row: without this, two variants could not swap theirs.
  if (moving.length > 0) {
    await tx.productVariant.updateMany({ where: { id: { in: moving } }, data: { sku: null } })
  }
  await tx.$executeRaw`
    INSERT INTO product_variant
      (id, product_id, position, sku, barcode, option_values, weight_grams, stated_quantity)
    SELECT id, ${after.id}::uuid, position, sku, barcode, "optionValues", "weightGrams", "statedQuantity"
    FROM jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) AS variant(
      id uuid, position int, sku text, barcode text, "optionValues" text[], "weightGrams" int,
      "statedQuantity" int)
    ON CONFLICT (id) DO UPDATE SET
      position = excluded.position, sku = excluded.sku, barcode = excluded.barcode,
      option_values = excluded.option_values, weight_grams = excluded.weight_grams,
      stated_quantity = excluded.stated_quantity`
}

const variantRows = ({ variants }: Product) =>
  variants.map(({ prices: _prices, ...variant }, index) => ({ ...variant, position: index + 1 }))

async function writePrices(
  tx: Transaction,
  before: readonly Variant[],
  after: readonly Variant[],
): Promise<void> {
  const known = new Map(before.map(({ id, prices }) => [id, prices]))
  const changed = after.filter(({ id, prices }) => !same(known.get(id) ?? [], prices))
  const replaced = changed.filter(({ id }) => (known.get(id) ?? []).length > 0).map(({ id }) => id)
  if (replaced.length > 0) await tx.variantPrice.deleteMany({ where: { variantId: { in: replaced } } })
  const rows = changed.flatMap(({ id, prices }) => prices.map((price) => ({ ...price, variantId: id })))
  if (rows.length > 0) await tx.variantPrice.createMany({ data: rows })
}

async function writeImages(tx: Transaction, before: Product | null, after: Product): Promise<void> {
  if (same(before?.images ?? [], after.images)) return
  if (before) await tx.productImage.deleteMany({ where: { productId: after.id } })
  await tx.productImage.createMany({
    data: after.images.map((image, index) => ({ ...image, productId: after.id, position: index + 1 })),
  })
}

async function writeCategories(tx: Transaction, before: Product | null, after: Product): Promise<void> {
  const known = new Set(before?.categoryIds)
  const kept = new Set(after.categoryIds)
  const gone = known.difference(kept)
  if (gone.size > 0) {
    await tx.productCategory.deleteMany({ where: { productId: after.id, categoryId: { in: [...gone] } } })
  }
  const added = kept.difference(known)
  if (added.size > 0) {
    await tx.productCategory.createMany({
      data: [...added].map((categoryId) => ({ productId: after.id, categoryId })),
    })
  }
}
