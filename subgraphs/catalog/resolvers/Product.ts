import { toMoney } from '@tradewind/service'
import type { ProductResolvers } from './generated/types.ts'
import { productById } from './visible.ts'

export const Product: ProductResolvers = {
  __resolveReference: ({ id }, context) => productById(id, context),
  brand: ({ brandId }, _, { loaders }) => (brandId ? loaders.brand.load(brandId) : null),
  categories: async ({ id }, _, { loaders }) => (await loaders.categories.load(id)) ?? [],
  options: async ({ id }, _, { loaders }) => (await loaders.options.load(id)) ?? [],
  variants: async ({ id }, _, { loaders }) => (await loaders.variants.load(id)) ?? [],
  images: async ({ id }, _, { loaders }) => (await loaders.images.load(id)) ?? [],
  image: async ({ id }, _, { loaders }) => (await loaders.images.load(id))?.[0] ?? null,
  priceRange: async ({ id }, { currency }, { loaders }) => {
    const range = (await loaders.priceRanges.load(id))?.find(({ currencyCode }) => currencyCode === currency)
    return range ? { min: toMoney(range.lowest, currency), max: toMoney(range.highest, currency) } : null
  },
  status: ({ publishedAt }) => (publishedAt ? 'PUBLISHED' : 'UNPUBLISHED'),
}
