import type { OrderResolvers } from './generated/types.ts'

export const Order: OrderResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  reservation: ({ id }, _, { loaders }) => loaders.reservation.load(id),
}
