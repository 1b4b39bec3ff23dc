import { newId } from '@tradewind/service'
import type { GraphQLClient } from 'graphql-request'
import type {
  CancelOrderInput,
  Order,
  PlaceOrderInput,
  ShipOrderInput,
} from '../resolvers/generated/types.ts'

/** The operations that tests send, as a frontend would. */
interface Payload {
  readonly order: Order | null
  readonly errors: readonly ({ readonly __typename: string; readonly message: string } & Record<
    string,
    unknown
  >)[]
}

const orderFields = /* GraphQL */ `
  fragment OrderFields on Order {
    id
    number
    status
    customer {
      id
    }
    placedAt
    updatedAt
    total {
      amount
      currencyCode
    }
    lines {
      id
      variantId
      variant {
        id
      }
      name
      variantTitle
      sku
      imageUrl
      quantity
      unitPrice {
        amount
        currencyCode
      }
      total {
        amount
        currencyCode
      }
    }
    shippingAddress {
      name
      company
      line1
      line2
      city
      region
      postalCode
      countryCode
      phone
    }
    history {
      at
      from
      to
      reason
      note
      actor
    }
    rejection {
      reason
      message
      shortages {
        variantId
        variant {
          id
        }
        requested
        available
      }
    }
    cancellation {
      reason
      message
      note
      at
    }
    shipment {
      carrier
      trackingNumber
      shippedAt
      deliveredAt
    }
  }
`

const errorFields = /* GraphQL */ `
  __typename
  ... on UserError { message path }
`

export const address = { name: 'Ann Brook', line1: 'Hafenstraße 4', city: 'Hamburg', countryCode: 'DE' }

/** The input of an order of one piece of a variant. */
export const basketOf = (variantId: string, input: Partial<PlaceOrderInput> = {}): PlaceOrderInput => ({
  lines: [{ variantId, quantity: 1 }],
  shippingAddress: address,
  currencyCode: 'EUR',
  paymentToken: 'tok_approve',
  idempotencyKey: newId(),
  ...input,
})

export async function placeOrder(client: GraphQLClient, input: unknown): Promise<Payload> {
  const { placeOrder: payload } = await client.request<{ placeOrder: Payload }>(
    /* GraphQL */ `
      ${orderFields}
      mutation PlaceOrder($input: PlaceOrderInput!) {
        placeOrder(input: $input) {
          order { ...OrderFields }
          errors {
            ${errorFields}
            ... on OrderTooLargeError { dimension }
            ... on ProductUnavailableError { variantId }
            ... on PriceUnavailableError { variantId currencyCode }
            ... on PriceChangedError { variantId currentUnitPrice { amount currencyCode } }
          }
        }
      }
    `,
    { input },
  )
  return payload
}

/** Places an order that must be accepted. */
export async function place(client: GraphQLClient, input: PlaceOrderInput): Promise<Order> {
  const { order, errors } = await placeOrder(client, input)
  if (!order) throw new Error(`Refused: ${JSON.stringify(errors)}`)
  return order
}

const change = (name: 'cancelOrder' | 'shipOrder' | 'deliverOrder', input: string, error: string) => {
  const document = /* GraphQL */ `
    ${orderFields}
    mutation Change($input: ${input}!) {
      ${name}(input: $input) {
        order { ...OrderFields }
        errors { ${errorFields} ... on ${error} { status } }
      }
    }
  `
  return async (client: GraphQLClient, variables: unknown): Promise<Payload> => {
    const data = await client.request<Record<string, Payload>>(document, { input: variables })
    return data[name]!
  }
}

const cancelling = change('cancelOrder', 'CancelOrderInput', 'OrderNotCancellableError')
const shipping = change('shipOrder', 'ShipOrderInput', 'OrderNotShippableError')
const delivering = change('deliverOrder', 'DeliverOrderInput', 'OrderNotDeliverableError')

export const cancelOrder = (client: GraphQLClient, orderId: string, input: Partial<CancelOrderInput> = {}) =>
  cancelling(client, { orderId, idempotencyKey: newId(), ...input })

export const shipOrder = (client: GraphQLClient, orderId: string, input: Partial<ShipOrderInput> = {}) =>
  shipping(client, { orderId, carrier: 'DHL', trackingNumber: '0034', idempotencyKey: newId(), ...input })

export const deliverOrder = (client: GraphQLClient, orderId: string) => delivering(client, { orderId })

export async function findOrder(client: GraphQLClient, id: string): Promise<Order | null> {
  const { order } = await client.request<{ order: Order | null }>(
    `${orderFields} query Find($id: ID!) { order(id: $id) { ...OrderFields } }`,
    { id },
  )
  return order
}

/** What the router asks a subgraph for: entities by their representations. */
export async function entities<Entity>(
  client: GraphQLClient,
  selection: string,
  representations: readonly object[],
): Promise<(Entity | null)[]> {
  const data = await client.request<{ _entities: (Entity | null)[] }>(
    `query Entities($representations: [_Any!]!) { _entities(representations: $representations) { ${selection} } }`,
    { representations },
  )
  return data._entities
}
