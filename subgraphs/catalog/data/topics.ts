import { LIVE_CHANNEL } from '@tradewind/service'
import type { Transaction } from './database.ts'
import { Prisma } from './generated/client.ts'

/** What is announced with every change of a product that can be seen in it. */
export const productTopic = (productId: string): string => `product:${productId}`

/** Which products something else changes: their brand, or a category of theirs or above it. */
export type Shown = { readonly brandId: string } | { readonly categoryId: string }

/** Tells those who watch products of what is shown in them, in one statement, as they are before it is taken off them. */
export async function announceProducts(tx: Transaction, shown: Shown): Promise<void> {
  const condition =
    'brandId' in shown
      ? Prisma.sql`brand_id = ${shown.brandId}::uuid`
      : Prisma.sql`id IN (
          SELECT product_id FROM product_category JOIN category ON category.id = category_id
          WHERE category.id = ${shown.categoryId}::uuid OR ${shown.categoryId}::uuid = ANY (ancestor_ids))`
  await tx.$executeRaw`
    SELECT pg_notify(${LIVE_CHANNEL}, ${productTopic('')} || id) FROM product WHERE ${condition}`
}
