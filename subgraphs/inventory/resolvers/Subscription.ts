import { isDeepStrictEqual } from 'node:util'
import { badUserInput, live } from '@tradewind/service'
import { freePiecesOf } from '../data/levels.ts'
import { availabilityTopic } from '../data/topics.ts'
import { toAvailability, type Availability } from '../domain/availability.ts'
import type { SubscriptionResolvers } from './generated/types.ts'
import { idsIn } from './ids.ts'

export const Subscription: SubscriptionResolvers = {
  availabilityUpdated: {
    subscribe: (_, { variantIds }, { topics, prisma, availabilityCap, signal }) => {
      const ids = [...new Set(idsIn('variantIds', variantIds)?.map((id) => id.toLowerCase()))]
      if (ids.length === 0) throw badUserInput('Name at least one variant by its id.', ['variantIds'])
      const read = async () => {
        const free = await freePiecesOf(prisma, ids)
        return new Map(ids.map((id) => [id, toAvailability(free.get(id) ?? 0, availabilityCap)]))
      }
      const states = live(topics, ids.map(availabilityTopic), read, { signal, same: isDeepStrictEqual })
      return newsOf(states)
    },
    resolve: (ids: readonly string[]) => ids.map((id) => ({ id })),
  },
}

/** The ids of those that differ from the state before; at first, all of them. */
async function* newsOf(states: AsyncIterable<ReadonlyMap<string, Availability>>): AsyncGenerator<string[]> {
  let before: ReadonlyMap<string, Availability> = new Map()
  for await (const now of states) {
    yield [...now.keys()].filter((id) => !isDeepStrictEqual(before.get(id), now.get(id)))
    before = now
  }
}
