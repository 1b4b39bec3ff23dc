import { LIVE_CHANNEL } from '@tradewind/service'
import type { Product, Variant } from '../domain/product.ts'
import type { Transaction } from './database.ts'
import { productTopic } from './topics.ts'

/**
 * Makes a product the stored one, with all its parts, in one statement; parts that are as they were are not touched.
 * Besides, what is stored only to find and sort it by: its words of search, its lowest and highest prices. Those who
 * watch the product are told by the same statement; nobody watches a new one, and a file that states stock alone changes
 * nothing that is seen, so an import of new products tells nothing.
 */
export async function writeProduct(tx: Transaction, before: Product | null, product: Product): Promise<void> {
  await freeSkus(tx, before?.variants ?? [], product.variants)
  const { id, variants, options, images, categoryIds, ...row } = product
  const parts = {
    options: options.map((option, index) => ({ ...option, position: index + 1 })),
    variants: variants.map((variant, index) => ({ ...variant, prices: null, position: index + 1 })),
    prices: variants.flatMap((variant) =>
      variant.prices.map((price) => ({
        variantId: variant.id,
        currencyCode: price.currencyCode,
        amount: `${price.amount}`,
        compareAtAmount: price.compareAtAmount === null ? null : `${price.compareAtAmount}`,
      })),
    ),
    images: images.map((image, index) => ({ ...image, position: index + 1 })),
    ranges: priceRanges(variants),
  }
  const isNews = before !== null && before.version !== product.version
  const keywords = [...row.tags, ...variants.map(({ sku }) => sku)].filter(Boolean).join(' ')
  await tx.$executeRaw`
    WITH written AS (
      INSERT INTO product AS old (id, handle, title, description_html, description, brand_id,
        imported_category_id, tags, published_at, version, created_at, updated_at, brand_name, keywords)
      VALUES (${id}::uuid, ${row.handle}, ${row.title}, ${row.descriptionHtml}, ${row.description},
        ${row.brandId}::uuid, ${row.importedCategoryId}::uuid, ${row.tags}::text[], ${row.publishedAt},
        ${row.version}, ${row.createdAt}, ${row.updatedAt},
        coalesce((SELECT name FROM brand WHERE id = ${row.brandId}::uuid), ''), ${keywords})
      ON CONFLICT (id) DO UPDATE SET handle = excluded.handle, title = excluded.title,
        description_html = excluded.description_html, description = excluded.description,
        brand_id = excluded.brand_id, imported_category_id = excluded.imported_category_id,
        tags = excluded.tags, published_at = excluded.published_at, version = excluded.version,
        updated_at = excluded.updated_at, brand_name = excluded.brand_name, keywords = excluded.keywords
      RETURNING CASE WHEN ${isNews} THEN pg_notify(${LIVE_CHANNEL}, ${productTopic(id)})::text END
    ),
    option AS (SELECT * FROM jsonb_to_recordset(${JSON.stringify(parts.options)}::jsonb)
      AS option(position int, name text, values text[])),
    gone_option AS (DELETE FROM product_option
      WHERE product_id = ${id}::uuid AND position NOT IN (SELECT position FROM option)),
    written_option AS (
      INSERT INTO product_option AS old (product_id, position, name, values)
      SELECT ${id}::uuid, position, name, values FROM option
      ON CONFLICT (product_id, position) DO UPDATE SET name = excluded.name, values = excluded.values
      WHERE (old.name, old.values) IS DISTINCT FROM (excluded.name, excluded.values)
    ),
    variant AS (SELECT * FROM jsonb_to_recordset(${JSON.stringify(parts.variants)}::jsonb)
      AS variant(id uuid, position int, sku text, barcode text, "optionValues" text[], "weightGrams" int,
        "statedQuantity" int)),
    gone_variant AS (DELETE FROM product_variant
      WHERE product_id = ${id}::uuid AND id NOT IN (SELECT id FROM variant)),
    written_variant AS (
      INSERT INTO product_variant AS old
        (id, product_id, position, sku, barcode, option_values, weight_grams, stated_quantity)
      SELECT id, ${id}::uuid, position, sku, barcode, "optionValues", "weightGrams", "statedQuantity"
      FROM variant
      ON CONFLICT (id) DO UPDATE SET position = excluded.position, sku = excluded.sku,
        barcode = excluded.barcode, option_values = excluded.option_values,
        weight_grams = excluded.weight_grams, stated_quantity = excluded.stated_quantity
      WHERE (old.position, old.sku, old.barcode, old.option_values, old.weight_grams, old.stated_quantity)
        IS DISTINCT FROM (excluded.position, excluded.sku, excluded.barcode, excluded.option_values,
          excluded.weight_grams, excluded.stated_quantity)
    ),
    price AS (SELECT * FROM jsonb_to_recordset(${JSON.stringify(parts.prices)}::jsonb)
      AS price("variantId" uuid, "currencyCode" text, amount bigint, "compareAtAmount" bigint)),
    gone_price AS (DELETE FROM variant_price
      WHERE variant_id IN (SELECT id FROM product_variant WHERE product_id = ${id}::uuid)
        AND (variant_id, currency_code) NOT IN (SELECT "variantId", "currencyCode" FROM price)),
    written_price AS (
      INSERT INTO variant_price AS old (variant_id, currency_code, amount, compare_at_amount)
      SELECT * FROM price
      ON CONFLICT (variant_id, currency_code) DO UPDATE
        SET amount = excluded.amount, compare_at_amount = excluded.compare_at_amount
      WHERE (old.amount, old.compare_at_amount) IS DISTINCT FROM (excluded.amount, excluded.compare_at_amount)
    ),
    image AS (SELECT * FROM jsonb_to_recordset(${JSON.stringify(parts.images)}::jsonb)
      AS image(id uuid, position int, url text, alt text)),
    gone_image AS (DELETE FROM product_image
      WHERE product_id = ${id}::uuid AND id NOT IN (SELECT id FROM image)),
    written_image AS (
      INSERT INTO product_image AS old (id, product_id, position, url, alt)
      SELECT id, ${id}::uuid, position, url, alt FROM image
      ON CONFLICT (id) DO UPDATE SET position = excluded.position, url = excluded.url, alt = excluded.alt
      WHERE (old.position, old.url, old.alt) IS DISTINCT FROM (excluded.position, excluded.url, excluded.alt)
    ),
    gone_category AS (DELETE FROM product_category
      WHERE product_id = ${id}::uuid AND category_id <> ALL (${categoryIds}::uuid[])),
    written_category AS (
      INSERT INTO product_category (product_id, category_id)
      SELECT ${id}::uuid, unnest(${categoryIds}::uuid[]) ON CONFLICT DO NOTHING
    ),
    range AS (SELECT * FROM jsonb_to_recordset(${JSON.stringify(parts.ranges)}::jsonb)
      AS range("currencyCode" text, lowest bigint, highest bigint)),
    gone_range AS (DELETE FROM product_price_range
      WHERE product_id = ${id}::uuid AND currency_code NOT IN (SELECT "currencyCode" FROM range))
    INSERT INTO product_price_range AS old (product_id, currency_code, lowest, highest)
    SELECT ${id}::uuid, * FROM range
    ON CONFLICT (product_id, currency_code) DO UPDATE SET lowest = excluded.lowest, highest = excluded.highest
    WHERE (old.lowest, old.highest) IS DISTINCT FROM (excluded.lowest, excluded.highest)`
}

/** SKUs are unique row by row: where one passes from a variant to another of the product, the first lets go before. */
async function freeSkus(
  tx: Transaction,
  before: readonly Variant[],
  after: readonly Variant[],
): Promise<void> {
  const skus = new Map(after.map(({ id, sku }) => [id, sku]))
  const freed = before.filter(({ id, sku }) => sku !== null && skus.get(id) !== sku)
  const wanted = new Set(skus.values())
  const passed = freed.filter(({ sku }) => wanted.has(sku)).map(({ id }) => id)
  if (passed.length === 0) return
  await tx.productVariant.updateMany({ where: { id: { in: passed } }, data: { sku: null } })
}

/** The lowest and highest price among variants in each currency, amounts as text. */
function priceRanges(variants: readonly Variant[]) {
  const prices = Map.groupBy(
    variants.flatMap((variant) => variant.prices),
    ({ currencyCode }) => currencyCode,
  )
  return [...prices].map(([currencyCode, list]) => {
    const amounts = list.map(({ amount }) => amount)
    const lowest = amounts.reduce((a, b) => (a < b ? a : b))
    const highest = amounts.reduce((a, b) => (a > b ? a : b))
    return { currencyCode, lowest: `${lowest}`, highest: `${highest}` }
  })
}
