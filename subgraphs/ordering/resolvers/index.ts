import { scalars } from '@tradewind/service'
import { Customer } from './Customer.ts'
import {
  OrderCancellation,
  OrderRejection,
  OrderShipment,
  OrderShortage,
  OrderTransition,
} from './endings.ts'
import type { Resolvers } from './generated/types.ts'
import { Mutation } from './Mutation.ts'
import { Order } from './Order.ts'
import { OrderLine } from './OrderLine.ts'
import { Query } from './Query.ts'
import { Subscription } from './Subscription.ts'

export const resolvers: Resolvers = {
  ...scalars,
  Query,
  Mutation,
  Subscription,
  Order,
  OrderLine,
  OrderTransition,
  OrderRejection,
  OrderShortage,
  OrderCancellation,
  OrderShipment,
  Customer,
}
