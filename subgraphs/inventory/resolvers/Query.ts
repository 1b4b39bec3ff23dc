import { readPage, toConnection } from '@tradewind/service'
import { z } from 'zod'
import { findLevel, findLevels } from '../data/levels.ts'
import { findLocations } from '../data/locations.ts'
import { findReservations } from '../data/reservations.ts'
import type { QueryResolvers } from './generated/types.ts'
import { idsIn } from './ids.ts'

const locationKey = z.object({ priority: z.int(), id: z.uuid() })
const levelKey = z.object({ available: z.int32(), id: z.uuid() })
const reservationKey = z.object({ createdAt: z.coerce.date(), orderId: z.uuid() })

export const Query: QueryResolvers = {
  async locations(_, { active, ...page }, { prisma }) {
    const asked = readPage(page, locationKey)
    const rows = await findLocations(prisma, asked, active ?? null)
    return toConnection(rows, asked, ({ priority, id }) => ({ priority, id }))
  },

  location: (_, { id }, { loaders }) => loaders.location.load(id.toLowerCase()),

  async stockLevels(_, { filter, ...page }, { prisma }) {
    const asked = readPage(page, levelKey)
    const rows = await findLevels(prisma, asked, {
      variantIds: idsIn('filter.variantIds', filter?.variantIds),
      locationId: filter?.locationId ?? null,
      availableAtMost: filter?.availableAtMost ?? null,
    })
    return toConnection(rows, asked, ({ available, id }) => ({ available, id }))
  },

  stockLevel: (_, { variantId, locationId }, { prisma }) => findLevel(prisma, variantId, locationId),

  async reservations(_, { filter, ...page }, { prisma }) {
    const asked = readPage(page, reservationKey)
    const rows = await findReservations(prisma, asked, {
      orderIds: idsIn('filter.orderIds', filter?.orderIds),
      states: filter?.states ? [...new Set(filter.states)] : null,
    })
    return toConnection(rows, asked, ({ createdAt, orderId }) => ({ createdAt, orderId }))
  },

  reservation: (_, { orderId }, { loaders }) => loaders.reservation.load(orderId.toLowerCase()),
}
