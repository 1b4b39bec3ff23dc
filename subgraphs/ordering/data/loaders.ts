import { createLoader, type Page } from '@tradewind/service'
import type { OrderStatus } from '../domain/order.ts'
import { findHistory, findLines, findOrders } from './find-orders.ts'
import type { Order as OrderRow, PrismaClient } from './generated/client.ts'
import { listOrdersOfCustomers, type OrderKey } from './list-orders.ts'

/** Reads of one request: what is asked for in the same turn is fetched together. */
export type Loaders = ReturnType<typeof createLoaders>

export function createLoaders(prisma: PrismaClient) {
  const ofCustomers = new Map<string, ReturnType<typeof createLoader<OrderRow[]>>>()
  return {
    order: createLoader((ids) => findOrders(prisma, ids)),
    lines: createLoader((orderIds) => findLines(prisma, orderIds)),
    history: createLoader((orderIds) => findHistory(prisma, orderIds)),

    /** The rows of a page of a customer's orders: one loader for each page and status that is asked for. */
    async ordersOfCustomer(
      customerId: string,
      status: OrderStatus | null,
      page: Page<OrderKey>,
    ): Promise<OrderRow[]> {
      const which = JSON.stringify([status, page])
      let loader = ofCustomers.get(which)
      if (!loader) {
        loader = createLoader((ids) =>
          listOrdersOfCustomers(prisma, ids, status ? { status: [status] } : {}, page),
        )
        ofCustomers.set(which, loader)
      }
      return (await loader.load(customerId)) ?? []
    },
  }
}
