import { randomUUID } from 'node:crypto'
import { publish, startEvents, subscribe, type IntegrationEvent } from '@tradewind/events'
import { inventory as contracts, ordering } from '@tradewind/events/contracts'
import { createLogger, newId, type Running } from '@tradewind/service'
import {
  createTestDatabase,
  eventually,
  queueKinds,
  subgraphSurroundings,
  type QueueKind,
} from '@tradewind/testkit'
import { expect, test } from 'vitest'
import { openDatabase, type Transaction } from '../data/database.ts'
import { start } from '../main.ts'
import { MAIN } from './inventory.ts'

/** Ordering's place in this test: it publishes orders and hears what becomes of their stock. */
async function startOrdering(queueUrl: string) {
  // Any database with an outbox and an inbox will do.
  const testDatabase = await createTestDatabase('inventory')
  const database = openDatabase(testDatabase.url)
  const heard: IntegrationEvent[] = []
  const hear = async (event: IntegrationEvent): Promise<void> => void heard.push(event)
  const events = await startEvents<Transaction>({
    name: 'ordering',
    queueUrl,
    database,
    logger: createLogger('ordering', 'silent'),
    subscriptions: [
      contracts.stockReserved,
      contracts.stockReservationRejected,
      contracts.stockReservationExpired,
      contracts.stockCommitted,
      contracts.stockReleased,
    ].map((definition) => subscribe(definition as typeof contracts.stockReleased, hear)),
  })
  return {
    heard: (orderId: string) => heard.filter(({ subject }) => subject === orderId).map(({ type }) => type),
    place: (orderId: string, variantId: string) =>
      database.prisma.$transaction((tx) =>
        publish(tx, ordering.orderPlaced, {
          subject: orderId,
          data: { orderId, customerId: newId(), lines: [{ variantId, quantity: 1 }] },
        }),
      ),
    authorise: (orderId: string, variantId: string) =>
      database.prisma.$transaction((tx) =>
        publish(tx, ordering.orderAuthorised, {
          subject: orderId,
          data: { orderId, lines: [{ variantId, quantity: 1 }] },
        }),
      ),
    async stop() {
      await events.stop()
      await database.close()
      await testDatabase.drop()
    },
  }
}

const ADJUST = /* GraphQL */ `
  mutation ($input: AdjustStockInput!) {
    adjustStock(input: $input) {
      errors {
        __typename
      }
    }
  }
`

test.each(queueKinds())(
  'reserves, commits and expires through queues on %s',
  async (kind: QueueKind) => {
    const surroundings = await subgraphSurroundings('inventory', kind)
    const settings = { ...surroundings.environment, AVAILABILITY_CAP: 999 }
    // Two processes of inventory, as in production: neither does what the other did.
    const processes: Running[] = [
      await start({ ...settings, RESERVATION_MINUTES: 2 / 60 }),
      await start({ ...settings, RESERVATION_MINUTES: 2 / 60 }),
    ]
    const orders = await startOrdering(settings.QUEUE_URL)
    try {
      const staff = await surroundings.client(processes[0]!.url, {
        roles: ['STAFF'],
        scopes: ['inventory:read', 'inventory:write'],
      })
      const [cup, jug] = [newId(), newId()]
      for (const variantId of [cup, jug]) {
        const input = {
          variantId,
          locationId: MAIN,
          delta: 1,
          reason: 'RECEIVED',
          idempotencyKey: randomUUID(),
        }
        await staff.request(ADJUST, { input })
      }
      const [sold, tooLate, forgotten] = [newId(), newId(), newId()]
      const hears = (orderId: string, { type }: { type: string }) =>
        eventually(() => expect(orders.heard(orderId)).toContain(type))

      await orders.place(sold, cup)
      await hears(sold, contracts.stockReserved)
      await orders.authorise(sold, cup)
      await hears(sold, contracts.stockCommitted)
      await orders.place(tooLate, cup)
      await hears(tooLate, contracts.stockReservationRejected)
      await orders.place(forgotten, jug)
      await hears(forgotten, contracts.stockReservationExpired)
      await hears(forgotten, contracts.stockReserved)

      const levels = `{ stockLevels(filter: { variantIds: ["${cup}", "${jug}"] }) { nodes { onHand reserved } } }`
      expect(await staff.request(levels)).toEqual({
        stockLevels: {
          nodes: [
            { onHand: 0, reserved: 0 },
            { onHand: 1, reserved: 0 },
          ],
        },
      })
    } finally {
      await orders.stop()
      for (const each of processes) await each.stop()
      await surroundings.stop()
    }
  },
  60_000,
)
