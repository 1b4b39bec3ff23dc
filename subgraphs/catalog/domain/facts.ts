import type { catalog } from '@tradewind/events/contracts'
import type { DataOf } from '@tradewind/events'
import { variantTitle, type Product } from './product.ts'

export type ProductFacts = DataOf<typeof catalog.productChanged>

/** The variants that a change takes away. */
export function removedVariantIds(before: Product | null, after: Product): string[] {
  const kept = new Set(after.variants.map(({ id }) => id))
  return before?.variants.map(({ id }) => id).filter((id) => !kept.has(id)) ?? []
}

/** A product as other subgraphs learn of it. */
export const productFacts = (product: Product): ProductFacts => ({
  productId: product.id,
  handle: product.handle,
  title: product.title,
  published: product.publishedAt !== null,
  imageUrl: product.images[0]?.url ?? null,
  variants: product.variants.map((variant) => ({
    variantId: variant.id,
    sku: variant.sku,
    title: variantTitle(variant),
    prices: variant.prices.map(({ currencyCode, amount }) => ({ currencyCode, amount: `${amount}` })),
  })),
})
