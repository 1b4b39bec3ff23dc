import { live, notFound } from '@tradewind/service'
import { findOrders } from '../data/find-orders.ts'
import type { Order as OrderRow } from '../data/generated/client.ts'
import { orderTopic } from '../data/topics.ts'
import { hasEnded } from '../domain/order.ts'
import { visibleOrder } from './access.ts'
import type { SubscriptionResolvers } from './generated/types.ts'

export const Subscription: SubscriptionResolvers = {
  orderUpdated: {
    subscribe: (_, { orderId }, context) => {
      const id = orderId.toLowerCase()
      const find = async () => (await findOrders(context.prisma, [id])).get(id) ?? null
      return live(context.topics, orderTopic(id), () => visibleOrder(context, find()), {
        signal: context.signal,
        same: (before, now) => before?.version === now?.version,
        // Also for somebody else's order: a subscription that stayed open would tell that it exists.
        isLast: (order) => order === null || hasEnded(order.status),
      })
    },
    resolve(order: OrderRow | null) {
      if (!order) throw notFound('There is no such order.')
      return order
    },
  },
}
