import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { eventually } from '@tradewind/testkit'
import { print } from 'graphql'
import { createClient } from 'graphql-sse'
import { newCustomer, signIn } from './accounts.ts'
import { mustSucceed } from './client.ts'
import {
  OrderUpdatedDocument,
  ShipOrderDocument,
  type OrderStatus,
  type OrderUpdatedSubscription,
} from './generated/operations.ts'
import { anOrder, placeOrder, putOnSale } from './shop-floor.ts'

/** A subscription as a page holds it: all that was told, and what is shown now. */
export interface Watch<Data> {
  readonly told: readonly Data[]
  /** Waits until what is shown last is as it should be. */
  until(reached: (shown: Data) => boolean): Promise<Data>
  stop(): Promise<void>
}

/** Subscribes through the router, with the client that people use for Server-Sent Events. */
export function watch<Data, Variables extends Record<string, unknown>>(
  graphqlUrl: string,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  accessToken?: string,
): Watch<Data> {
  const client = createClient({
    url: graphqlUrl,
    headers: accessToken ? { authorization: `Bearer ${accessToken}` } : {},
    // A connection that breaks is opened again, as a page that is looked at would.
    retryAttempts: Infinity,
    retry: () => delay(100),
  })
  const told: Data[] = []
  const failures: unknown[] = []
  const events = client.iterate<Data>({ query: print(document), variables })
  const listening = (async () => {
    for await (const { data, errors } of events) {
      if (errors || !data) failures.push(errors)
      else told.push(data)
    }
  })().catch((error: unknown) => failures.push(error))
  return {
    told,
    until: (reached) =>
      eventually(
        () => {
          const shown = told.at(-1)
          if (shown !== undefined && reached(shown)) return shown
          throw new Error(`Shown is ${JSON.stringify(shown)}; failures: ${JSON.stringify(failures)}.`)
        },
        { timeout: 60_000 },
      ),
    async stop() {
      client.dispose()
      await listening
    },
  }
}

interface Shop {
  readonly graphqlUrl: string
  readonly admin: { readonly email: string; readonly password: string }
}

/** An order that its customer may watch, and staff may ship. */
export async function newOrder({ graphqlUrl, admin }: Shop) {
  const { client: staff, accessToken: staffToken } = await signIn(graphqlUrl, admin)
  const { client, accessToken } = await newCustomer(graphqlUrl)
  const { variantId } = await putOnSale(staff, 5)
  const { id: orderId } = await placeOrder(client, anOrder(variantId))
  return {
    /** Subscribes as the customer, through the router or whatever stands in front of it. */
    watch: (url: string) => watch(url, OrderUpdatedDocument, { orderId }, accessToken),
    watchAsStaff: (url: string) => watch(url, OrderUpdatedDocument, { orderId }, staffToken),
    async ship(): Promise<void> {
      const input = { orderId, carrier: 'An Post', idempotencyKey: randomUUID() }
      mustSucceed((await staff.request(ShipOrderDocument, { input })).shipOrder.errors)
    },
  }
}

export const isAt =
  (status: OrderStatus) =>
  ({ orderUpdated }: OrderUpdatedSubscription): boolean =>
    orderUpdated.status === status

/**
 * A customer watches their order from its placing until it is shipped; gives the statuses in the order they were told.
 */
export async function watchAnOrder(shop: Shop): Promise<OrderStatus[]> {
  const { watch: open, ship } = await newOrder(shop)
  const order = open(shop.graphqlUrl)
  try {
    await order.until(() => true)
    await order.until(isAt('CONFIRMED'))
    await ship()
    await order.until(isAt('SHIPPED'))
    return order.told.map(({ orderUpdated }) => orderUpdated.status)
  } finally {
    await order.stop()
  }
}

const path: readonly OrderStatus[] = ['PLACED', 'RESERVED', 'AUTHORISED', 'CONFIRMED', 'SHIPPED']

/** The same statuses, none before one that an order has earlier. */
export const inTurn = (statuses: readonly OrderStatus[]): OrderStatus[] =>
  statuses.toSorted((a, b) => path.indexOf(a) - path.indexOf(b))
