import { readPage, toConnection, type Connection, type ConnectionArguments } from '@tradewind/service'
import type { Context } from '../context.ts'
import type { Order as OrderRow } from '../data/generated/client.ts'
import { orderKey, orderKeyOf } from '../data/list-orders.ts'
import { maySeeOrdersOf } from '../domain/access.ts'
import type { OrderStatus } from '../domain/order.ts'

/** An order if the viewer may see it; null otherwise, as if there were none. Every way to an order goes through here. */
export async function visibleOrder(
  { viewer }: Context,
  found: Promise<OrderRow | null>,
): Promise<OrderRow | null> {
  const order = await found
  return order && maySeeOrdersOf(viewer, order.customerId) ? order : null
}

/** A page of a customer's orders; the caller has seen to it that the viewer may see them. */
export async function customerOrders(
  { loaders }: Context,
  customerId: string,
  { status, ...args }: ConnectionArguments & { readonly status?: OrderStatus | null },
): Promise<Connection<OrderRow>> {
  const page = readPage(args, orderKey)
  const rows = await loaders.ordersOfCustomer(customerId, status ?? null, page)
  return toConnection(rows, page, orderKeyOf('PLACED_AT_DESC'))
}
