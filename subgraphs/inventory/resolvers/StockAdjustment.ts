import type { StockAdjustmentResolvers } from './generated/types.ts'

export const StockAdjustment: StockAdjustmentResolvers = {
  actor: ({ actorId }) => (actorId === null ? null : { id: actorId }),
  order: ({ orderId }) => (orderId === null ? null : { id: orderId }),
}
