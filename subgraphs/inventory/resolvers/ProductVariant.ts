import { toAvailability } from '../domain/availability.ts'
import type { ProductVariantResolvers } from './generated/types.ts'

export const ProductVariant: ProductVariantResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  availability: async ({ id }, _, { loaders, availabilityCap }) =>
    toAvailability((await loaders.freePieces.load(id)) ?? 0, availabilityCap),
  stockLevels: async ({ id }, _, { loaders }) => (await loaders.levelsOfVariant.load(id)) ?? [],
}
