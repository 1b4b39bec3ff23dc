import { readPage, toConnection } from '@tradewind/service'
import { z } from 'zod'
import type { StockLevelResolvers } from './generated/types.ts'

const number = z.int32().positive()

export const StockLevel: StockLevelResolvers = {
  variant: ({ variantId }) => ({ id: variantId }),
  location: async ({ locationId }, _, { loaders }) => (await loaders.location.load(locationId))!,
  async adjustments({ id }, page, { loaders }) {
    const asked = readPage(page, number)
    return toConnection((await loaders.ledger(asked).load(id)) ?? [], asked, (entry) => entry.number)
  },
}
