import { toMoney } from '@tradewind/service'
import { variantTitle } from '../domain/product.ts'
import type { Context } from '../context.ts'
import type { ProductVariantResolvers, VariantPriceResolvers } from './generated/types.ts'
import type { ProductModel, ProductVariantModel, VariantPriceModel } from './models.ts'
import { variantById } from './visible.ts'

export const ProductVariant: ProductVariantResolvers = {
  __resolveReference: ({ id }, context) => variantById(id, context),
  // Not asked who sees it: whoever got hold of the variant does.
  product: async ({ productId }, _, { loaders }) => (await loaders.product.load(productId)) as ProductModel,
  title: (variant) => variantTitle(variant),
  optionValues: async ({ productId, optionValues }, _, { loaders }) => {
    const options = (await loaders.options.load(productId)) ?? []
    return options.map(({ name }, index) => ({ name, value: optionValues[index] ?? '' }))
  },
  price: async (variant, { currency }, context) => {
    const price = await priceIn(variant, currency, context)
    return price && toMoney(price.amount, currency)
  },
  compareAtPrice: async (variant, { currency }, context) => {
    const amount = (await priceIn(variant, currency, context))?.compareAtAmount
    return amount == null ? null : toMoney(amount, currency)
  },
  prices: async ({ id }, _, { loaders }) => (await loaders.prices.load(id)) ?? [],
}

export const VariantPrice: VariantPriceResolvers = {
  price: ({ amount, currencyCode }) => toMoney(amount, currencyCode),
  compareAtPrice: ({ compareAtAmount, currencyCode }) =>
    compareAtAmount === null ? null : toMoney(compareAtAmount, currencyCode),
}

async function priceIn(
  { id }: ProductVariantModel,
  currency: string,
  { loaders }: Context,
): Promise<VariantPriceModel | null> {
  const prices = await loaders.prices.load(id)
  return prices?.find(({ currencyCode }) => currencyCode === currency) ?? null
}
