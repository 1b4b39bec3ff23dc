import { isId, type Page } from '@tradewind/service'
import { z } from 'zod'
import { parseOrderNumber } from '../domain/number.ts'
import type { OrderStatus } from '../domain/order.ts'
import { findOrders } from './find-orders.ts'
import { Prisma, type Order as OrderRow, type PrismaClient } from './generated/client.ts'

/** Which orders; each condition that is given has to be met. */
export interface OrderConditions {
  readonly status?: readonly OrderStatus[]
  readonly customerId?: string
  readonly placedAfter?: Date
  readonly placedBefore?: Date
  /** A number, a SKU, or how the recipient's name begins. */
  readonly search?: string
}

export type OrderSort = 'PLACED_AT_DESC' | 'PLACED_AT_ASC' | 'UPDATED_AT_DESC' | 'UPDATED_AT_ASC'

/** Where an order is in a list: the time it is sorted by, and its id where two have the same. */
export const orderKey = z.tuple([
  z.iso.datetime().refine((at) => new Date(at).getUTCFullYear() >= 1),
  z.uuid(),
])
export type OrderKey = z.infer<typeof orderKey>

export const orderKeyOf =
  (sort: OrderSort) =>
  ({ id, placedAt, updatedAt }: OrderRow): OrderKey => [
    (sorts[sort].by === 'placedAt' ? placedAt : updatedAt).toISOString(),
    id,
  ]

/** A page of orders, with one more than it holds where there is one; in the order of fetching. */
export async function listOrders(
  prisma: PrismaClient,
  conditions: OrderConditions,
  sort: OrderSort,
  page: Page<OrderKey>,
): Promise<OrderRow[]> {
  const found = await prisma.$queryRaw<{ id: string }[]>`
    SELECT o.id FROM "order" o WHERE ${where(conditions)} AND ${beyond(sort, page)} ${orderAndLimit(sort, page)}`
  return inOrder(
    await findOrders(
      prisma,
      found.map(({ id }) => id),
    ),
    found,
  )
}

/** The same page of each of these customers' orders, the newest first; the statements do not grow with the customers. */
export async function listOrdersOfCustomers(
  prisma: PrismaClient,
  customerIds: readonly string[],
  conditions: OrderConditions,
  page: Page<OrderKey>,
): Promise<ReadonlyMap<string, OrderRow[]>> {
  const sort = 'PLACED_AT_DESC'
  const found = await prisma.$queryRaw<{ customerId: string; id: string }[]>`
    SELECT customer.id AS "customerId", page.id
    FROM unnest(${customerIds.filter(isId)}::uuid[]) AS customer (id)
    CROSS JOIN LATERAL (
      SELECT o.id FROM "order" o
      WHERE o.customer_id = customer.id AND ${where(conditions)} AND ${beyond(sort, page)}
      ${orderAndLimit(sort, page)}
    ) AS page`
  const orders = await findOrders(
    prisma,
    found.map(({ id }) => id),
  )
  const byCustomer = Map.groupBy(found, ({ customerId }) => customerId)
  return new Map([...byCustomer].map(([customerId, ids]) => [customerId, inOrder(orders, ids)]))
}

const inOrder = (orders: ReadonlyMap<string, OrderRow>, ids: readonly { id: string }[]): OrderRow[] =>
  ids.map(({ id }) => orders.get(id)!)

const sorts = {
  PLACED_AT_DESC: { by: 'placedAt', column: Prisma.sql`o.placed_at`, descending: true },
  PLACED_AT_ASC: { by: 'placedAt', column: Prisma.sql`o.placed_at`, descending: false },
  UPDATED_AT_DESC: { by: 'updatedAt', column: Prisma.sql`o.updated_at`, descending: true },
  UPDATED_AT_ASC: { by: 'updatedAt', column: Prisma.sql`o.updated_at`, descending: false },
} as const satisfies Record<OrderSort, { by: keyof OrderRow; column: Prisma.Sql; descending: boolean }>

const isDescending = (sort: OrderSort, { backward }: Page<OrderKey>): boolean =>
  sorts[sort].descending !== backward

function beyond(sort: OrderSort, page: Page<OrderKey>): Prisma.Sql {
  if (!page.cursor) return Prisma.sql`TRUE`
  const [at, id] = page.cursor
  const comparison = isDescending(sort, page) ? Prisma.sql`<` : Prisma.sql`>`
  return Prisma.sql`(${sorts[sort].column}, o.id) ${comparison} (${at}::timestamptz, ${id}::uuid)`
}

function orderAndLimit(sort: OrderSort, page: Page<OrderKey>): Prisma.Sql {
  const direction = isDescending(sort, page) ? Prisma.sql`DESC` : Prisma.sql`ASC`
  return Prisma.sql`ORDER BY ${sorts[sort].column} ${direction}, o.id ${direction} LIMIT ${page.limit + 1}`
}

function where(conditions: OrderConditions): Prisma.Sql {
  const { status, customerId, placedAfter, placedBefore, search } = conditions
  if (customerId !== undefined && !isId(customerId)) return Prisma.sql`FALSE`
  const all = [
    status && Prisma.sql`o.status = ANY (${[...status]}::order_status[])`,
    customerId && Prisma.sql`o.customer_id = ${customerId}::uuid`,
    placedAfter && Prisma.sql`o.placed_at >= ${placedAfter}`,
    placedBefore && Prisma.sql`o.placed_at < ${placedBefore}`,
    search && matches(search),
  ]
  return Prisma.join(
    [Prisma.sql`TRUE`, ...all.filter((condition) => condition !== undefined && condition !== '')],
    ' AND ',
  )
}

/** A union, because PostgreSQL uses an index for each of its parts, which it would not for conditions joined by OR. */
function matches(search: string): Prisma.Sql {
  const text = search.trim()
  const beginning = `${text.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  return Prisma.sql`o.id IN (
    SELECT id FROM "order" WHERE number = ${parseOrderNumber(text)}
    UNION SELECT order_id FROM order_line WHERE sku = ${text}
    UNION SELECT id FROM "order" WHERE lower(recipient_name) LIKE ${beginning})`
}
