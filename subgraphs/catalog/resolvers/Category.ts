import { isId } from '@tradewind/service'
import { parentIdOf } from '../domain/category.ts'
import type { Context } from '../context.ts'
import type { CategoryResolvers } from './generated/types.ts'
import type { CategoryModel } from './models.ts'

export const Category: CategoryResolvers = {
  __resolveReference: ({ id }, { loaders }) => (isId(id) ? loaders.category.load(id.toLowerCase()) : null),
  parent: (category, _, { loaders }) => {
    const parentId = parentIdOf(category)
    return parentId ? loaders.category.load(parentId) : null
  },
  children: async ({ id }, _, { loaders }) => (await loaders.children.load(id)) ?? [],
  ancestors: (category, _, context) => ancestorsOf(category, context),
  path: async (category, _, context) =>
    [...(await ancestorsOf(category, context)), category].map(({ handle }) => handle).join('/'),
}

async function ancestorsOf({ ancestorIds }: CategoryModel, { loaders }: Context): Promise<CategoryModel[]> {
  const found = await Promise.all(ancestorIds.map((id) => loaders.category.load(id)))
  return found.filter((category) => category !== null)
}
