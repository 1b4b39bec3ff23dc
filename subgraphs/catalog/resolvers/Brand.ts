import type { BrandResolvers } from './generated/types.ts'

/** Every field is a column of the same name. */
export const Brand: BrandResolvers = {}
