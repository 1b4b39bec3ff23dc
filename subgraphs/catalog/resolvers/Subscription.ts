import { isId, live } from '@tradewind/service'
import { productTopic } from '../data/topics.ts'
import type { SubscriptionResolvers } from './generated/types.ts'
import type { ProductModel } from './models.ts'
import { visible } from './visible.ts'

export const Subscription: SubscriptionResolvers = {
  productUpdated: {
    subscribe: (_, { productId }, context) => {
      const { topics, database, signal } = context
      const id = productId.toLowerCase()
      const topic = productTopic(id)
      const find = async () => (isId(id) ? database.prisma.product.findUnique({ where: { id } }) : null)
      return live(topics, topic, async () => visible(await topics.shared(topic, find), context), {
        signal,
        // Whoever may not see a product does not learn that somebody works on it either.
        same: (before, now) => before === null && now === null,
      })
    },
    resolve: (product: ProductModel | null) => product,
  },
}
