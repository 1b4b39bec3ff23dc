import { scalars } from '@tradewind/service'
import type { Resolvers } from './generated/types.ts'
import { Mutation } from './Mutation.ts'
import { Order } from './Order.ts'
import { ProductVariant } from './ProductVariant.ts'
import { Query } from './Query.ts'
import { Allocation, Reservation, ReservationLine } from './Reservation.ts'
import { StockAdjustment } from './StockAdjustment.ts'
import { StockLevel } from './StockLevel.ts'
import { Subscription } from './Subscription.ts'

export const resolvers: Resolvers = {
  DateTime: scalars.DateTime,
  Query,
  Mutation,
  Subscription,
  ProductVariant,
  Order,
  StockLevel,
  StockAdjustment,
  Reservation,
  ReservationLine,
  Allocation,
}
