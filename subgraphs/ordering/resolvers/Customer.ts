import { maySeeOrdersOf } from '../domain/access.ts'
import { customerOrders } from './access.ts'
import type { CustomerResolvers } from './generated/types.ts'

export const Customer: CustomerResolvers = {
  __resolveReference: ({ id }) => ({ id: id.toLowerCase() }),

  orders: (customer, args, context) =>
    maySeeOrdersOf(context.viewer, customer.id) ? customerOrders(context, customer.id, args) : null,
}
