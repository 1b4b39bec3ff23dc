import { changeBrand, deleteBrand, insertBrand } from '../../data/change-brand.ts'
import { answer, parsed } from '../answer.ts'
import type { MutationResolvers } from '../generated/types.ts'
import { createBrandInput, updateBrandInput } from '../inputs/others.ts'

export const brandMutations: Pick<MutationResolvers, 'createBrand' | 'updateBrand' | 'deleteBrand'> = {
  createBrand: (_, { input }, context) =>
    answer('brand', context, async () =>
      insertBrand(context.database, context.newId(), parsed(createBrandInput, input)),
    ),
  updateBrand: (_, { input }, context) =>
    answer('brand', context, async () =>
      changeBrand(context.database, input.id, parsed(updateBrandInput, input)),
    ),
  deleteBrand: (_, { input: { id } }, context) =>
    answer('deletedId', context, async () => {
      await deleteBrand(context.database, id, context.clock())
      return id
    }),
}
