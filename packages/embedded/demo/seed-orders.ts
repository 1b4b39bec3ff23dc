import { setTimeout as delay } from 'node:timers/promises'
import type { GraphQLClient } from 'graphql-request'
import { mustSucceed } from './client.ts'
import {
  DemoCancelOrderDocument,
  DemoDeliverOrderDocument,
  DemoOrderDocument,
  DemoPlaceOrderDocument,
  DemoShipOrderDocument,
  type OrderStatus,
} from './generated/operations.ts'
import { orders, type DemoFate, type DemoOrder } from './orders.ts'
import { customers } from './people.ts'
import type { SignedIn } from './seed-accounts.ts'
import type { SeededProduct } from './seed-range.ts'

const PATIENCE_MS = 30_000

const onTheWay = new Set<OrderStatus>(['PLACED', 'RESERVED', 'AUTHORISED'])

/** What the sandbox provider is to do with the payment. */
const tokens: Partial<Record<DemoFate, string>> = {
  DECLINED: 'sandbox-decline',
  AWAITING_PAYMENT: 'sandbox-silent',
}

/** Where an order stands once nothing more happens to it by itself. */
const settled: Record<DemoFate, OrderStatus> = {
  CONFIRMED: 'CONFIRMED',
  SHIPPED: 'CONFIRMED',
  DELIVERED: 'CONFIRMED',
  CANCELLED_BY_CUSTOMER: 'CONFIRMED',
  CANCELLED_BY_STAFF: 'CONFIRMED',
  OUT_OF_STOCK: 'REJECTED',
  DECLINED: 'REJECTED',
  AWAITING_PAYMENT: 'RESERVED',
}

export interface OrderSeed {
  readonly staff: GraphQLClient
  readonly customers: ReadonlyMap<string, SignedIn>
  readonly products: ReadonlyMap<string, SeededProduct>
}

/** Places the demo orders one after the other and takes each to where it belongs, as customers and staff would. */
export async function seedOrders(seed: OrderSeed): Promise<number> {
  for (const order of orders) {
    const { client } = seed.customers.get(order.customer)!
    const id = await place(client, order, seed.products)
    if (await reaches(client, id, settled[order.fate])) await proceed(order, id, client, seed.staff)
  }
  return orders.length
}

/** Ordering learns of products by events, a moment after the catalog has them: until then it says so, and we wait. */
async function place(
  client: GraphQLClient,
  order: DemoOrder,
  products: ReadonlyMap<string, SeededProduct>,
): Promise<string> {
  const { name, address } = customers.find((customer) => customer.email === order.customer)!
  const input = {
    lines: order.lines.map(([title, variant, quantity]) => {
      return { variantId: products.get(title)!.variantIds[variant]!, quantity }
    }),
    shippingAddress: { name, ...address },
    currencyCode: order.currencyCode,
    paymentToken: tokens[order.fate] ?? 'sandbox-approve',
    idempotencyKey: `demo-order-${order.key}`,
  }
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    const { placeOrder } = await client.request(DemoPlaceOrderDocument, { input })
    if (placeOrder.order) return placeOrder.order.id
    if (Date.now() > deadline) mustSucceed('place an order', placeOrder.errors)
    await delay(200)
  }
}

/** Waits until an order stands where it is expected; false when it has already gone past that, at an earlier seeding. */
async function reaches(client: GraphQLClient, id: string, expected: OrderStatus): Promise<boolean> {
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    const { order } = await client.request(DemoOrderDocument, { id })
    if (order?.status === expected) return true
    if (!order || !onTheWay.has(order.status)) return false
    if (Date.now() > deadline) throw new Error(`The demo order ${order.number} stays ${order.status}.`)
    await delay(50)
  }
}

async function proceed(
  order: DemoOrder,
  orderId: string,
  customer: GraphQLClient,
  staff: GraphQLClient,
): Promise<void> {
  const idempotencyKey = `demo-order-${order.key}-next`
  switch (order.fate) {
    case 'CANCELLED_BY_CUSTOMER':
      return cancel(customer, { orderId, idempotencyKey, note: 'Found one in the attic.' })
    case 'CANCELLED_BY_STAFF':
      return cancel(staff, { orderId, idempotencyKey, note: 'The last pair had a fault; we are sorry.' })
    case 'SHIPPED':
    case 'DELIVERED': {
      const input = {
        orderId,
        idempotencyKey,
        carrier: 'DHL',
        trackingNumber: `JD01460000${order.key.padStart(4, '0')}`,
      }
      const { shipOrder } = await staff.request(DemoShipOrderDocument, { input })
      mustSucceed('ship an order', shipOrder.errors)
      if (order.fate === 'SHIPPED') return
      const { deliverOrder } = await staff.request(DemoDeliverOrderDocument, { input: { orderId } })
      return mustSucceed('deliver an order', deliverOrder.errors)
    }
    case 'CONFIRMED':
    case 'OUT_OF_STOCK':
    case 'DECLINED':
    case 'AWAITING_PAYMENT':
      return
  }
}

async function cancel(
  client: GraphQLClient,
  input: { orderId: string; idempotencyKey: string; note: string },
): Promise<void> {
  const { cancelOrder } = await client.request(DemoCancelOrderDocument, { input })
  mustSucceed('cancel an order', cancelOrder.errors)
}
