import { isDeepStrictEqual } from 'node:util'
import { badUserInput, live } from '@tradewind/service'
import { freePiecesOf } from '../data/levels.ts'
import { availabilityTopic } from '../data/topics.ts'
import { toAvailability } from '../domain/availability.ts'
import type { SubscriptionResolvers } from './generated/types.ts'
import { idsIn } from './ids.ts'
import type { ProductVariantModel } from './models.ts'

export const Subscription: SubscriptionResolvers = {
  availabilityUpdated: {
    subscribe: (_, { variantIds }, { topics, prisma, availabilityCap, signal }) => {
      const ids = [...new Set(idsIn('variantIds', variantIds)?.map((id) => id.toLowerCase()))]
      if (ids.length === 0) throw badUserInput('Name at least one variant by its id.', ['variantIds'])
      const read = async () => {
        const free = await freePiecesOf(prisma, ids)
        return ids.map((id) => ({ id, ...toAvailability(free.get(id) ?? 0, availabilityCap) }))
      }
      // All of them each time: a router may hand the latest event to somebody who has none of those before.
      return live(topics, ids.map(availabilityTopic), read, { signal, same: isDeepStrictEqual })
    },
    resolve: (variants: ProductVariantModel[]) => variants,
  },
}
