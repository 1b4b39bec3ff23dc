import type { MutationResolvers } from './generated/types.ts'
import { brandMutations } from './mutations/brands.ts'
import { categoryMutations } from './mutations/categories.ts'
import { importMutations } from './mutations/imports.ts'
import { productMutations } from './mutations/products.ts'
import { variantMutations } from './mutations/variants.ts'

export const Mutation: MutationResolvers = {
  ...productMutations,
  ...variantMutations,
  ...categoryMutations,
  ...brandMutations,
  ...importMutations,
}
