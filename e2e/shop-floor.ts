import { randomUUID } from 'node:crypto'
import { eventually } from '@tradewind/testkit'
import type { GraphQLClient } from 'graphql-request'
import { anAddress, mustSucceed } from './client.ts'
import {
  CreateProductDocument,
  LocationsDocument,
  OrderDocument,
  PlaceOrderDocument,
  SetStockDocument,
  type OrderQuery,
  type OrderStatus,
  type PlaceOrderInput,
  type PlaceOrderMutation,
} from './generated/operations.ts'

export interface OnSale {
  readonly productId: string
  readonly handle: string
  readonly variantId: string
}

/** Puts a product of one variant on sale at 10 euros, with so many pieces on hand at the default location. */
export async function putOnSale(staff: GraphQLClient, onHand: number): Promise<OnSale> {
  const { createProduct } = await staff.request(CreateProductDocument, {
    input: {
      title: `Thing ${randomUUID()}`,
      published: true,
      variants: [{ prices: [{ currencyCode: 'EUR', amount: '10.00' }] }],
    },
  })
  mustSucceed(createProduct.errors)
  const { id: productId, handle, variants } = createProduct.product!
  const variantId = variants[0]!.id
  const { locations } = await staff.request(LocationsDocument)
  const locationId = (locations.nodes.find(({ isDefault }) => isDefault) ?? locations.nodes[0]!).id
  const { setStock } = await staff.request(SetStockDocument, {
    input: { variantId, locationId, onHand, idempotencyKey: randomUUID() },
  })
  mustSucceed(setStock.errors)
  return { productId, handle, variantId }
}

/** An order of one piece that would go through; `changes` say what is different about it. */
export const anOrder = (variantId: string, changes: Partial<PlaceOrderInput> = {}): PlaceOrderInput => ({
  lines: [{ variantId, quantity: 1 }],
  shippingAddress: anAddress,
  currencyCode: 'EUR',
  paymentToken: 'sandbox-approve',
  idempotencyKey: randomUUID(),
  ...changes,
})

/** Places an order, waiting until ordering has heard of the product. */
export function placeOrder(
  customer: GraphQLClient,
  input: PlaceOrderInput,
): Promise<NonNullable<PlaceOrderMutation['placeOrder']['order']>> {
  return eventually(async () => {
    const { placeOrder: outcome } = await customer.request(PlaceOrderDocument, { input })
    mustSucceed(outcome.errors)
    return outcome.order!
  })
}

/** The order once it stands at one of these. */
export function orderAt(
  client: GraphQLClient,
  id: string,
  ...statuses: OrderStatus[]
): Promise<NonNullable<OrderQuery['order']>> {
  return eventually(
    async () => {
      const { order } = await client.request(OrderDocument, { id })
      if (!order || !statuses.includes(order.status))
        throw new Error(`The order is ${order?.status ?? 'not there'}.`)
      return order
    },
    { timeout: 60_000 },
  )
}
