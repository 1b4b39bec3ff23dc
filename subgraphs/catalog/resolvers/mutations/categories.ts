import { changeCategory, deleteCategory, insertCategory, moveCategory } from '../../data/change-category.ts'
import { answer, parsed } from '../answer.ts'
import type { MutationResolvers } from '../generated/types.ts'
import { createCategoryInput, updateCategoryInput } from '../inputs/others.ts'

export const categoryMutations: Pick<
  MutationResolvers,
  'createCategory' | 'updateCategory' | 'moveCategory' | 'deleteCategory'
> = {
  createCategory: (_, { input }, context) =>
    answer('category', context, async () =>
      insertCategory(context.database, context.newId(), parsed(createCategoryInput, input)),
    ),
  updateCategory: (_, { input }, context) =>
    answer('category', context, async () =>
      changeCategory(context.database, input.id, parsed(updateCategoryInput, input)),
    ),
  moveCategory: (_, { input: { id, parentId } }, context) =>
    answer('category', context, () => moveCategory(context.database, id, parentId ?? null)),
  deleteCategory: (_, { input: { id } }, context) =>
    answer('deletedId', context, async () => {
      await deleteCategory(context.database, id, context.clock())
      return id
    }),
}
