import { isId } from '@tradewind/service'
import { parseOrderNumber } from '../domain/number.ts'
import type {
  Order as OrderRow,
  OrderLine as OrderLineRow,
  OrderTransition as OrderTransitionRow,
  PrismaClient,
} from './generated/client.ts'

/** Orders by their ids; those that do not exist are missing. */
export async function findOrders(
  prisma: PrismaClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, OrderRow>> {
  const orders = await prisma.order.findMany({ where: { id: { in: ids.filter(isId) } } })
  return new Map(orders.map((order) => [order.id, order]))
}

/** An order by its number as people write it. */
export async function findOrderByNumber(prisma: PrismaClient, text: string): Promise<OrderRow | null> {
  const number = parseOrderNumber(text)
  return number === null ? null : prisma.order.findFirst({ where: { number } })
}

/** The lines of orders, by order, in the order they were given. */
export async function findLines(
  prisma: PrismaClient,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, OrderLineRow[]>> {
  const lines = await prisma.orderLine.findMany({
    where: { orderId: { in: [...orderIds] } },
    orderBy: { position: 'asc' },
  })
  return Map.groupBy(lines, ({ orderId }) => orderId)
}

/** The steps of orders, by order, the first one first. */
export async function findHistory(
  prisma: PrismaClient,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, OrderTransitionRow[]>> {
  const transitions = await prisma.orderTransition.findMany({
    where: { orderId: { in: [...orderIds] } },
    orderBy: { version: 'asc' },
  })
  return Map.groupBy(transitions, ({ orderId }) => orderId)
}
