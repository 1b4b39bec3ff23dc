import { badUserInput, isId, readPage, toConnection } from '@tradewind/service'
import { z } from 'zod'
import { listPayments, type PaymentConditions } from '../data/list-payments.ts'
import type { PaymentFilter, QueryResolvers } from './generated/types.ts'
import { visibleTo } from './visibility.ts'

const MOST_STATES = 20
const MOST_ORDERS = 100

export const Query: QueryResolvers = {
  payment: async (_, { id }, { loaders, viewer }) => visibleTo(viewer, await loaders.payment.load(id)),

  async payments(_, { filter, ...args }, { services }) {
    const page = readPage(args, z.uuid())
    const rows = await listPayments(services.prisma, toConditions(filter ?? {}), page)
    return toConnection(rows, page, ({ id }) => id)
  },
}

function toConditions({ states, orderIds, ...rest }: PaymentFilter): PaymentConditions {
  if (states && states.length > MOST_STATES) throw badUserInput(`Filter by ${MOST_STATES} states at most.`)
  if (orderIds && orderIds.length > MOST_ORDERS)
    throw badUserInput(`Filter by ${MOST_ORDERS} orders at most.`)
  // A malformed id is the id of no order.
  return { ...rest, states, orderIds: orderIds?.filter(isId) }
}
