import { scalars } from '@tradewind/service'
import { Category } from './Category.ts'
import type { Resolvers } from './generated/types.ts'
import { Brand } from './Brand.ts'
import { Mutation } from './Mutation.ts'
import { Product } from './Product.ts'
import { ProductImport } from './ProductImport.ts'
import { ProductVariant, VariantPrice } from './ProductVariant.ts'
import { Query } from './Query.ts'
import { Subscription } from './Subscription.ts'

/** Errors carry their type's name. */
const UserError = { __resolveType: (error: { __typename?: string }) => error.__typename }

export const resolvers = {
  ...scalars,
  Query,
  Mutation,
  Subscription,
  Product,
  ProductVariant,
  VariantPrice,
  Category,
  Brand,
  ProductImport,
  UserError,
} as Resolvers
