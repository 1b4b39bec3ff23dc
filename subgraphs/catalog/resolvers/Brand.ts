import { isId } from '@tradewind/service'
import type { BrandResolvers } from './generated/types.ts'

/** Every field is a column of the same name. */
export const Brand: BrandResolvers = {
  __resolveReference: ({ id }, { loaders }) => (isId(id) ? loaders.brand.load(id.toLowerCase()) : null),
}
