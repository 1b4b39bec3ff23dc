import { createEvent, createSealing, handleOnce, type DataOf, type EventDefinition } from '@tradewind/events'
import { catalog, inventory, ordering, payments } from '@tradewind/events/contracts'
import { createLogger, newId, openTopics, readEnvironment, startSubgraph } from '@tradewind/service'
import { subgraphSurroundings, type TestViewer } from '@tradewind/testkit'
import type { GraphQLClient } from 'graphql-request'
import { createContext, createSettings } from '../context.ts'
import { openDatabase } from '../data/database.ts'
import { environmentShape } from '../environment.ts'
import { subscriptions } from '../events/subscriptions.ts'
import { resolvers } from '../resolvers/index.ts'

export type Shop = Awaited<ReturnType<typeof openShop>>

export const staff: TestViewer = { roles: ['STAFF'], scopes: ['orders:read', 'orders:write'] }

/** What ordering is started with: the surroundings of a test, and settings that differ from the usual. */
export const environmentFrom = (surroundings: object, settings: Record<string, string> = {}) =>
  readEnvironment(environmentShape, {
    ...Object.fromEntries(Object.entries(surroundings).map(([name, value]) => [name, String(value)])),
    EVENTS_SEALING_KEY: SEALING_KEY,
    ...settings,
  })

const SEALING_KEY = 'a sealing key for tests of 32 characters or more'
export const sealing = createSealing([SEALING_KEY])

/** Ordering over HTTP on a database of its own. Events do not travel: a test hands them in and reads the outbox. */
export async function openShop(settings: Record<string, string> = {}) {
  const around = await subgraphSurroundings('ordering')
  const environment = environmentFrom(around.environment, settings)
  const database = openDatabase(environment.DATABASE_URL)
  const rules = createSettings(environment)
  const logger = createLogger('ordering', 'silent')
  const topics = openTopics({ connection: database.pool.options, logger })
  const running = await startSubgraph({
    name: 'ordering',
    environment,
    logger,
    schema: new URL('../schema.graphql', import.meta.url),
    resolvers,
    context: (request) => createContext(request, database, topics, rules),
    health: { database: database.ping },
  })
  const handlers = new Map(subscriptions(rules.clock).map((it) => [it.definition.type, it]))

  /** Hands an event to its handler, as the bus would. */
  async function tell<Data>(
    definition: EventDefinition<Data>,
    subject: string,
    data: Data,
    envelope: { sequence?: number; id?: string } = {},
  ) {
    const event = createEvent(definition, { subject, data, ...envelope })
    return handleOnce(database.prisma, handlers.get(definition.type)!, event)
  }

  /** The events of an order in the outbox, in the order they were published. */
  async function eventsOf(orderId: string) {
    const events = await database.prisma.outboxEvent.findMany({
      where: { subject: orderId },
      orderBy: { sequence: 'asc' },
    })
    return events.map(({ type, data, deliverAt, time }) => ({ type, data, deliverAt, time }))
  }

  return {
    database,
    prisma: database.prisma,
    url: running.url,
    as: (viewer?: TestViewer): Promise<GraphQLClient> => around.client(running.url, viewer),
    topics,
    subscribe: <Data>(query: string, variables?: Record<string, unknown>, viewer?: TestViewer) =>
      around.subscribe<Data>(running.url, query, variables, viewer),
    tokenFor: around.issuer.sign,
    tell,
    eventsOf,
    typesOf: async (orderId: string) => (await eventsOf(orderId)).map(({ type }) => type),

    /** Has catalog announce a product; gives the ids of it and its variants. */
    async stock(product: Partial<DataOf<typeof catalog.productChanged>> = {}, sequence = 1) {
      const productId = product.productId ?? newId()
      const data = {
        productId,
        handle: 'linen-shirt',
        title: 'Linen shirt',
        published: true,
        imageUrl: 'https://images.example/linen-shirt.jpg',
        variants: [aVariant()],
        ...product,
      }
      await tell(catalog.productChanged, productId, data, { sequence })
      return { productId, variantIds: data.variants.map(({ variantId }) => variantId) }
    },

    /** What inventory and payments would answer. */
    answers: (orderId: string) => {
      const money = { orderId, paymentId: newId(), amount: '1290', currencyCode: 'EUR' }
      const expiresAt = new Date(Date.now() + 900_000).toISOString()
      return {
        reserved: () => tell(inventory.stockReserved, orderId, { orderId, expiresAt, lines: [] }),
        reservationRejected: (
          shortages: DataOf<typeof inventory.stockReservationRejected>['shortages'] = [],
        ) => tell(inventory.stockReservationRejected, orderId, { orderId, shortages }),
        reservationExpired: () => tell(inventory.stockReservationExpired, orderId, { orderId }),
        committed: () => tell(inventory.stockCommitted, orderId, { orderId }),
        commitRejected: () => tell(inventory.stockCommitRejected, orderId, { orderId, shortages: [] }),
        authorised: () => tell(payments.paymentAuthorised, orderId, money),
        declined: () =>
          tell(payments.paymentDeclined, orderId, {
            orderId,
            paymentId: money.paymentId,
            reason: 'no funds',
          }),
        due: (status: 'PLACED' | 'RESERVED' | 'AUTHORISED') =>
          tell(ordering.orderStepDue, orderId, { orderId, status }),
      }
    },

    /** Takes a placed order on to CONFIRMED. */
    async confirm(orderId: string) {
      const { reserved, authorised, committed } = this.answers(orderId)
      for (const answer of [reserved, authorised, committed]) await answer()
    },

    async close() {
      await running.stop()
      await topics.stop()
      await database.close()
      await around.stop()
    },
  }
}

export const aVariant = (
  variant: Partial<DataOf<typeof catalog.productChanged>['variants'][number]> = {},
): DataOf<typeof catalog.productChanged>['variants'][number] => ({
  variantId: newId(),
  sku: 'SHIRT-L-BLUE',
  title: 'Large / Blue',
  prices: [{ currencyCode: 'EUR', amount: '1290' }],
  ...variant,
})
