import type {
  AllocationResolvers,
  ReservationLineResolvers,
  ReservationResolvers,
} from './generated/types.ts'

export const Reservation: ReservationResolvers = {
  order: ({ orderId }) => ({ id: orderId }),
  lines: async ({ orderId }, _, { loaders }) => (await loaders.linesOfOrder.load(orderId)) ?? [],
}

export const ReservationLine: ReservationLineResolvers = {
  variant: ({ variantId }) => ({ id: variantId }),
}

export const Allocation: AllocationResolvers = {
  location: async ({ locationId }, _, { loaders }) => (await loaders.location.load(locationId))!,
}
