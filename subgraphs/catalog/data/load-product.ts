import type { Product } from '../domain/product.ts'
import type { Transaction } from './database.ts'
import type { Prisma } from './generated/client.ts'

/**
 * Whole products, in six statements however many they are. One after the other: Prisma's `include` would send them side
 * by side, which the connection of a transaction cannot take.
 */
export async function loadProducts(tx: Transaction, where: Prisma.ProductWhereInput): Promise<Product[]> {
  const rows = await tx.product.findMany({ where, omit: { keywords: true } })
  if (rows.length === 0) return []
  const ofThem = { productId: { in: rows.map(({ id }) => id) } }
  const byPosition = { where: ofThem, orderBy: { position: 'asc' } } as const
  const options = group(await tx.productOption.findMany(byPosition))
  const variants = await tx.productVariant.findMany(byPosition)
  const prices = Map.groupBy(
    await tx.variantPrice.findMany({
      where: { variantId: { in: variants.map(({ id }) => id) } },
      orderBy: { currencyCode: 'asc' },
    }),
    ({ variantId }) => variantId,
  )
  const images = group(await tx.productImage.findMany(byPosition))
  const categories = group(
    await tx.productCategory.findMany({ where: ofThem, orderBy: { categoryId: 'asc' } }),
  )
  const variantsOf = group(variants)
  return rows.map((row) => ({
    ...row,
    categoryIds: (categories.get(row.id) ?? []).map(({ categoryId }) => categoryId),
    options: (options.get(row.id) ?? []).map(({ name, values }) => ({ name, values })),
    variants: (variantsOf.get(row.id) ?? []).map(
      ({ productId: _productId, position: _position, ...variant }) => ({
        ...variant,
        prices: (prices.get(variant.id) ?? []).map(({ variantId: _variantId, ...price }) => price),
      }),
    ),
    images: (images.get(row.id) ?? []).map(({ id, url, alt }) => ({ id, url, alt })),
  }))
}

const group = <Row extends { readonly productId: string }>(rows: readonly Row[]): Map<string, Row[]> =>
  Map.groupBy(rows, ({ productId }) => productId)

/** A product, locked until the transaction ends, so that changes to it come one after the other; null if unknown. */
export async function lockProduct(
  tx: Transaction,
  by: { readonly id: string } | { readonly handle: string } | { readonly variantId: string },
): Promise<Product | null> {
  const [found] =
    'id' in by
      ? await tx.$queryRaw<{ id: string }[]>`SELECT id FROM product WHERE id = ${by.id}::uuid FOR UPDATE`
      : 'handle' in by
        ? await tx.$queryRaw<{ id: string }[]>`SELECT id FROM product WHERE handle = ${by.handle} FOR UPDATE`
        : await tx.$queryRaw<{ id: string }[]>`
            SELECT product.id FROM product JOIN product_variant ON product_id = product.id
            WHERE product_variant.id = ${by.variantId}::uuid FOR UPDATE OF product`
  if (!found) return null
  const [product] = await loadProducts(tx, { id: found.id })
  return product ?? null
}
