import type { Transaction } from './database.ts'
import { Prisma } from './generated/client.ts'

/** Writes anew what a changed product stores only to be found and sorted by. */
export async function writeDerived(tx: Transaction, productId: string): Promise<void> {
  await writeKeywords(tx, Prisma.sql`id = ${productId}::uuid`)
  await writePriceRanges(tx, productId)
}

/** Writes the words of search that lie in other tables; `which` is a condition on `product`. */
export const writeKeywords = (tx: Transaction, which: Prisma.Sql) => tx.$executeRaw`
  UPDATE product SET keywords = concat_ws(' ',
    (SELECT name FROM brand WHERE brand.id = brand_id),
    nullif(array_to_string(tags, ' '), ''),
    (SELECT string_agg(sku, ' ' ORDER BY position) FROM product_variant WHERE product_id = product.id))
  WHERE ${which}`

/** Writes the lowest and the highest price among a product's variants, in each currency. */
const writePriceRanges = (tx: Transaction, productId: string) => tx.$executeRaw`
  WITH present AS (
    SELECT product_id, currency_code, min(amount) AS lowest, max(amount) AS highest
    FROM product_variant JOIN variant_price ON variant_id = product_variant.id
    WHERE product_id = ${productId}::uuid
    GROUP BY product_id, currency_code
  ), gone AS (
    DELETE FROM product_price_range AS range
    WHERE product_id = ${productId}::uuid
      AND NOT EXISTS (SELECT FROM present WHERE present.currency_code = range.currency_code)
  )
  INSERT INTO product_price_range (product_id, currency_code, lowest, highest) SELECT * FROM present
  ON CONFLICT (product_id, currency_code) DO UPDATE SET lowest = excluded.lowest, highest = excluded.highest`
