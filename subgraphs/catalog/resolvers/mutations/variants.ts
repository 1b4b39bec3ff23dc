import { changeProduct } from '../../data/change-product.ts'
import { addVariant, removeVariant, setPrices, updateVariant } from '../../domain/change-product.ts'
import type { Context } from '../../context.ts'
import { answer, makings, parsed } from '../answer.ts'
import type { MutationResolvers } from '../generated/types.ts'
import { addVariantInput, setPricesInput, updateVariantInput } from '../inputs/product.ts'
import type { ProductVariantModel } from '../models.ts'
import { stored } from './products.ts'

export const variantMutations: Pick<
  MutationResolvers,
  'addVariant' | 'updateVariant' | 'removeVariant' | 'setPrices'
> = {
  addVariant: (_, { input }, context) =>
    answer('variant', context, async () => {
      const { variant } = parsed(addVariantInput, input)
      const product = await changeProduct(
        context.database,
        { by: { id: input.productId }, expectedVersion: input.expectedVersion, field: 'productId' },
        context.clock(),
        (before) => addVariant(before, variant, makings(context)),
        () => ['variant', 'sku'],
      )
      return storedVariant(product.variants.at(-1)!.id, context)
    }),
  updateVariant: (_, { input }, context) =>
    answer('variant', context, async () => {
      const patch = parsed(updateVariantInput, input)
      const id = input.id.toLowerCase()
      await changeProduct(
        context.database,
        { by: { variantId: id }, expectedVersion: input.expectedVersion, field: 'id' },
        context.clock(),
        (before) => updateVariant(before, id, patch),
        () => ['sku'],
      )
      return storedVariant(id, context)
    }),
  removeVariant: (_, { input }, context) =>
    answer('product', context, async () => {
      const id = input.id.toLowerCase()
      const product = await changeProduct(
        context.database,
        { by: { variantId: id }, expectedVersion: input.expectedVersion, field: 'id' },
        context.clock(),
        (before) => removeVariant(before, id),
      )
      return stored(product, context)
    }),
  setPrices: (_, { input }, context) =>
    answer('product', context, async () => {
      const { variants } = parsed(setPricesInput, input)
      const product = await changeProduct(
        context.database,
        { by: { id: input.productId }, expectedVersion: input.expectedVersion, field: 'productId' },
        context.clock(),
        (before) => setPrices(before, variants),
      )
      return stored(product, context)
    }),
}

function storedVariant(id: string, { loaders }: Context): Promise<ProductVariantModel | null> {
  loaders.clearAll()
  return loaders.variant.load(id)
}
