import { changeProduct, deleteProduct, insertProduct, withReferences } from '../../data/change-product.ts'
import { publish, unpublish, updateProduct } from '../../domain/change-product.ts'
import type { Product } from '../../domain/product.ts'
import type { Context } from '../../context.ts'
import { answer, makings, parsed } from '../answer.ts'
import type { MutationResolvers } from '../generated/types.ts'
import { createProductInput, updateProductInput } from '../inputs/product.ts'
import type { ProductModel } from '../models.ts'

export const productMutations: Pick<
  MutationResolvers,
  'createProduct' | 'updateProduct' | 'deleteProduct' | 'publishProduct' | 'unpublishProduct'
> = {
  createProduct: (_, { input }, context) =>
    answer('product', context, async () => {
      const product = parsed(createProductInput, input)
      return stored(await insertProduct(context.database, product, makings(context)), context)
    }),
  updateProduct: (_, { input }, context) =>
    answer('product', context, async () => {
      const patch = parsed(updateProductInput, input)
      const changed = await changeProduct(
        context.database,
        target(input),
        context.clock(),
        async (product, tx) => updateProduct(product, await withReferences(tx, patch), makings(context)),
      )
      return stored(changed, context)
    }),
  publishProduct: (_, { input }, context) =>
    answer('product', context, async () => {
      const now = context.clock()
      return stored(
        await changeProduct(context.database, target(input), now, (product) => publish(product, now)),
        context,
      )
    }),
  unpublishProduct: (_, { input }, context) =>
    answer('product', context, async () =>
      stored(await changeProduct(context.database, target(input), context.clock(), unpublish), context),
    ),
  deleteProduct: (_, { input: { id } }, context) =>
    answer('deletedId', context, async () => {
      await deleteProduct(context.database, id)
      return id
    }),
}

const target = ({ id, expectedVersion }: { id: string; expectedVersion?: number | null }) => ({
  by: { id },
  expectedVersion,
  field: 'id',
})

/** A product as its resolvers take it, read anew. */
export function stored({ id }: Pick<Product, 'id'>, { loaders }: Context): Promise<ProductModel | null> {
  loaders.clearAll()
  return loaders.product.load(id)
}
