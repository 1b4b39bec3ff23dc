import {
  publish,
  startEvents,
  subscribe,
  type DataOf,
  type EventDefinition,
  type IntegrationEvent,
} from '@tradewind/events'
import { ordering, payments } from '@tradewind/events/contracts'
import { createLogger, type Running } from '@tradewind/service'
import { createTestDatabase, eventually, queueKinds, subgraphSurroundings } from '@tradewind/testkit'
import { expect, test } from 'vitest'
import { openDatabase, type Transaction } from '../data/database.ts'
import type { Environment } from '../environment.ts'
import { start } from '../main.ts'
import { anOrder, sealingKeys } from './shop.ts'

/** Ordering's place: it publishes what happens to orders, and hears what becomes of their payments. */
async function startOrdering(queueUrl: string) {
  // Any database with an outbox and an inbox will do.
  const testDatabase = await createTestDatabase('payments')
  const database = openDatabase(testDatabase.url)
  const heard: IntegrationEvent[] = []
  const hear = <Data>(definition: EventDefinition<Data>) =>
    subscribe<Data, Transaction>(definition, async (event) => void heard.push(event))
  const events = await startEvents<Transaction>({
    name: 'ordering',
    queueUrl,
    database,
    logger: createLogger('ordering', 'silent'),
    subscriptions: [
      hear(payments.paymentAuthorised),
      hear(payments.paymentDeclined),
      hear(payments.paymentCaptured),
      hear(payments.paymentCaptureFailed),
      hear(payments.paymentVoided),
    ],
  })
  return {
    tell: <Data extends { orderId: string }>(definition: EventDefinition<Data>, data: Data) =>
      database.prisma.$transaction((tx) => publish(tx, definition, { subject: data.orderId, data })),
    hears: (orderId: string, definition: EventDefinition<DataOf<typeof payments.paymentVoided>>) =>
      eventually(() =>
        expect(heard.filter(({ subject }) => subject === orderId).map(({ type }) => type)).toContain(
          definition.type,
        ),
      ),
    async stop() {
      await events.stop()
      await database.close()
      await testDatabase.drop()
    },
  }
}

test.each(queueKinds())(
  'authorises, captures and gives back through queues on %s, late and unanswered requests included',
  async (kind) => {
    const surroundings = await subgraphSurroundings('payments', kind)
    const environment: Environment = {
      ...surroundings.environment,
      EVENTS_SEALING_KEY: sealingKeys,
      PAYMENT_PROVIDER: 'sandbox',
      PAYMENT_PROVIDER_TIMEOUT_MS: 1_000,
      PAYMENT_TRIES: 2,
      PAYMENT_FIRST_WAIT_MS: 200,
      PAYMENT_SANDBOX_DELAY_MS: 100,
    }
    // Two processes, as in production: neither asks the provider for what the other has asked for.
    const processes: Running[] = [await start(environment), await start(environment)]
    const shop = await startOrdering(environment.QUEUE_URL)
    try {
      const orders = {
        paid: anOrder(),
        late: anOrder({ token: 'sandbox-late' }),
        lost: anOrder({ token: 'sandbox-lost' }),
        silent: anOrder({ token: 'sandbox-silent' }),
        poor: anOrder({ token: 'sandbox-insufficient-funds' }),
        failing: anOrder({ token: 'sandbox-capture-fails' }),
      }
      for (const order of Object.values(orders)) await shop.tell(...order.requested)
      await shop.hears(orders.paid.orderId, payments.paymentAuthorised)
      await shop.tell(...orders.paid.shipped)
      await shop.hears(orders.failing.orderId, payments.paymentAuthorised)
      await shop.tell(...orders.failing.shipped)
      await shop.hears(orders.late.orderId, payments.paymentAuthorised)
      await shop.tell(ordering.orderCancelled, orders.late.cancelled[1])

      await shop.hears(orders.paid.orderId, payments.paymentCaptured)
      await shop.hears(orders.late.orderId, payments.paymentVoided)
      await shop.hears(orders.lost.orderId, payments.paymentAuthorised)
      await shop.hears(orders.poor.orderId, payments.paymentDeclined)
      await shop.hears(orders.silent.orderId, payments.paymentDeclined)
      await shop.hears(orders.failing.orderId, payments.paymentCaptureFailed)

      const client = await surroundings.client(processes[1]!.url, { scopes: ['payments:read'] })
      const states = await eventually(async () => {
        const { payments: list } = await client.request<{
          payments: { nodes: { state: string; order: { id: string } }[] }
        }>('{ payments { nodes { state order { id } } } }')
        const byOrder = new Map(list.nodes.map(({ state, order }) => [order.id, state]))
        expect([...byOrder.values()]).not.toContain('VOIDING')
        return Object.entries(orders).map(([name, { orderId }]) => [name, byOrder.get(orderId)])
      })
      expect(Object.fromEntries(states)).toEqual({
        paid: 'CAPTURED',
        late: 'VOIDED',
        lost: 'AUTHORISED',
        silent: 'DECLINED',
        poor: 'DECLINED',
        failing: 'CAPTURE_FAILED',
      })
    } finally {
      await shop.stop()
      for (const each of processes) await each.stop()
      await surroundings.stop()
    }
  },
  60_000,
)
