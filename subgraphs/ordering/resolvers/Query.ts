import { badUserInput, readPage, requireViewer, toConnection } from '@tradewind/service'
import { findOrderByNumber } from '../data/find-orders.ts'
import { listOrders, orderKey, orderKeyOf, type OrderConditions } from '../data/list-orders.ts'
import { customerOrders, visibleOrder } from './access.ts'
import type { OrderFilter, QueryResolvers } from './generated/types.ts'

export const Query: QueryResolvers = {
  order: (_, { id }, context) => visibleOrder(context, context.loaders.order.load(id.toLowerCase())),

  orderByNumber: (_, { number }, context) => visibleOrder(context, findOrderByNumber(context.prisma, number)),

  myOrders: (_, args, context) => customerOrders(context, requireViewer(context).id, args),

  async orders(_, { filter, sort, ...args }, { prisma }) {
    const page = readPage(args, orderKey)
    const rows = await listOrders(prisma, toConditions(filter), sort, page)
    return toConnection(rows, page, orderKeyOf(sort))
  },
}

const searchable = /^\P{Cc}{0,200}$/u

function toConditions(filter?: OrderFilter | null): OrderConditions {
  const { status, customerId, placedAfter, placedBefore, search } = filter ?? {}
  if (search != null && !searchable.test(search)) {
    throw badUserInput('Search for one line of 200 characters at most.', ['filter', 'search'])
  }
  return {
    ...(status && { status }),
    ...(customerId != null && { customerId }),
    ...(placedAfter && { placedAfter }),
    ...(placedBefore && { placedBefore }),
    ...(search && { search }),
  }
}
