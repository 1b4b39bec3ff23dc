import type { Price, Product, Variant } from '../domain/product.ts'
import type { Transaction } from './database.ts'
import { Prisma } from './generated/client.ts'

/** Which products. */
export type Which =
  | { readonly ids: readonly string[] }
  | { readonly handles: readonly string[] }
  | { readonly variantId: string }

const condition = (which: Which): Prisma.Sql => {
  if ('ids' in which) return Prisma.sql`product.id = ANY (${which.ids}::uuid[])`
  if ('handles' in which) return Prisma.sql`product.handle = ANY (${which.handles})`
  return Prisma.sql`product.id = (SELECT product_id FROM product_variant WHERE id = ${which.variantId}::uuid)`
}

/** A row as PostgreSQL gives it: amounts are text, for JSON has no integers of their size. */
type Row = Omit<Product, 'variants'> & { readonly variants: readonly VariantRow[] }
type VariantRow = Omit<Variant, 'prices'> & {
  readonly prices: readonly { currencyCode: string; amount: string; compareAtAmount: string | null }[]
}

/**
 * Whole products, in one statement however many they are: an import reads them by the thousand, and Prisma's `include`
 * takes six statements and several times the work.
 */
export async function loadProducts(tx: Pick<Transaction, '$queryRaw'>, which: Which): Promise<Product[]> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT id, handle, title, description_html AS "descriptionHtml", description, brand_id AS "brandId",
      imported_category_id AS "importedCategoryId", tags, published_at AS "publishedAt", version,
      created_at AS "createdAt", updated_at AS "updatedAt",
      ARRAY(SELECT category_id FROM product_category WHERE product_id = product.id ORDER BY category_id)
        AS "categoryIds",
      (SELECT coalesce(json_agg(json_build_object('name', name, 'values', values) ORDER BY position), '[]')
        FROM product_option WHERE product_id = product.id) AS options,
      (SELECT coalesce(json_agg(json_build_object('id', id, 'url', url, 'alt', alt) ORDER BY position), '[]')
        FROM product_image WHERE product_id = product.id) AS images,
      (SELECT coalesce(json_agg(json_build_object(
          'id', id, 'sku', sku, 'barcode', barcode, 'optionValues', option_values, 'weightGrams', weight_grams,
          'statedQuantity', stated_quantity, 'prices', (
            SELECT coalesce(json_agg(json_build_object(
              'currencyCode', currency_code, 'amount', amount::text, 'compareAtAmount', compare_at_amount::text
            ) ORDER BY currency_code), '[]')
            FROM variant_price WHERE variant_id = product_variant.id)
        ) ORDER BY position), '[]')
        FROM product_variant WHERE product_id = product.id) AS variants
    FROM product WHERE ${condition(which)}`
  return rows.map((row) => ({ ...row, variants: row.variants.map(toVariant) }))
}

const toVariant = ({ prices, ...variant }: VariantRow): Variant => ({
  ...variant,
  prices: prices.map(({ currencyCode, amount, compareAtAmount }): Price => ({
    currencyCode,
    amount: BigInt(amount),
    compareAtAmount: compareAtAmount === null ? null : BigInt(compareAtAmount),
  })),
})

/**
 * A product, locked until the transaction ends, so that changes to it come one after the other; null if unknown. In two
 * statements: one that waits for a lock goes on to read the product's parts as they were before it waited.
 */
export async function lockProduct(tx: Transaction, which: Which): Promise<Product | null> {
  const [found] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM product WHERE ${condition(which)} FOR UPDATE`
  if (!found) return null
  const [product] = await loadProducts(tx, { ids: [found.id] })
  return product ?? null
}
