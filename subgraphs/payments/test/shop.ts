import {
  createEvent,
  createSealing,
  handleOnce,
  type EventDefinition,
  type Subscription,
} from '@tradewind/events'
import { ordering, payments } from '@tradewind/events/contracts'
import { createLogger, newId } from '@tradewind/service'
import { createTestDatabase } from '@tradewind/testkit'
import type { Services } from '../context.ts'
import { openDatabase, type Transaction } from '../data/database.ts'
import type { OutboxEvent } from '../data/generated/client.ts'
import { createNotify } from '../events/notify.ts'
import { subscriptions } from '../events/subscriptions.ts'
import type { PaymentProvider } from '../providers/provider.ts'
import { sendDue } from '../providers/sandbox/notifications.ts'
import { createSandbox } from '../providers/sandbox/sandbox.ts'

export const sealingKeys = ['a sealing key for tests of 32 characters or more']
export const sealing = createSealing(sealingKeys)

/** How late the sandbox's late answers are here, in the test's own time. */
export const LATE = 60_000

/**
 * Payments without processes around it: events are delivered by the test, which also is the clock.
 */
export async function openShop() {
  const testDatabase = await createTestDatabase('payments')
  const database = openDatabase(testDatabase.url)
  const { prisma } = database
  let time = Date.parse('2026-03-01T09:00:00Z')
  const now = () => new Date(time)
  const logger = createLogger('payments', 'silent')
  const notifications = { wake: () => undefined, stop: async () => undefined }
  const sandbox = createSandbox({ prisma, notifications, now, newId, delay: LATE })
  const services: Services = {
    prisma,
    provider: withoutWaiting(sandbox),
    sealing,
    providerLimit: 10_000,
    patience: { tries: 3, firstWait: 1_000 },
    now,
    newId,
    logger,
  }
  const all = subscriptions(services)

  const subscriptionTo = (type: string): Subscription<Transaction> | undefined =>
    all.find(({ definition }) => definition.type === type)

  async function deliver<Data>(
    definition: EventDefinition<Data>,
    data: Data & { orderId: string },
    id = newId(),
  ): Promise<'handled' | 'duplicate'> {
    const event = createEvent(definition, { subject: data.orderId, data, id })
    return handleOnce(prisma, subscriptionTo(definition.type)!, event)
  }

  /** Events to ourselves that nobody has delivered yet. */
  const ownEvents = (): Promise<OutboxEvent[]> =>
    prisma.outboxEvent.findMany({
      where: { sentAt: null, type: { in: all.map(({ definition }) => definition.type) } },
      orderBy: { position: 'asc' },
    })

  async function deliverOwn({ id, subject, sequence, time: at, type, data }: OutboxEvent): Promise<void> {
    const envelope = { specversion: '1.0', source: '/tradewind/payments', time: at.toISOString() }
    await handleOnce(prisma, subscriptionTo(type)!, { ...envelope, id, subject, sequence, type, data })
    await prisma.outboxEvent.update({ where: { id }, data: { sentAt: now() } })
  }

  return {
    database,
    prisma,
    services,
    deliver,
    pass(milliseconds: number) {
      time += milliseconds
    },
    /** The first step of a handler alone, as when we crash right after it. */
    async crashAfterCalling<Data>(definition: EventDefinition<Data>, data: Data & { orderId: string }) {
      const event = createEvent(definition, { subject: data.orderId, data })
      await subscriptionTo(definition.type)!.before!(event as never)
    },
    sendNotifications: () => sendDue(prisma, createNotify(prisma), now),
    ownEvents,
    deliverOwn,
    /** Delivers the events to ourselves that are due now. */
    async deliverDue(): Promise<number> {
      const due = (await ownEvents()).filter(({ deliverAt }) => !deliverAt || deliverAt <= now())
      for (const event of due) await deliverOwn(event)
      return due.length
    },
    /** Lets time pass until nothing is left to do. */
    async settle(): Promise<void> {
      for (let round = 0; round < 50; round++) {
        const untilNotified = await sendDue(prisma, createNotify(prisma), now)
        const waiting = await ownEvents()
        if (waiting.length === 0 && untilNotified === null) return
        if (waiting.length === 0) time += untilNotified!
        for (const event of waiting) {
          if (event.deliverAt && event.deliverAt > now()) time = event.deliverAt.getTime()
          await deliverOwn(event)
        }
      }
      throw new Error('Payments never came to rest.')
    },
    /** The types of the events that others may listen to, in order, for one order. */
    async published(orderId: string): Promise<string[]> {
      const rows = await prisma.outboxEvent.findMany({
        where: { subject: orderId },
        orderBy: { position: 'asc' },
      })
      const own = [payments.paymentCheckDue, payments.paymentStepDue, payments.paymentNotified]
      return rows
        .filter(({ type }) => own.every((event) => event.type !== type))
        .map(({ type }) => type.replace('payments.payment.', '').replace('.v1', ''))
    },
    /** What the provider has done, in its own books. */
    books: (where: { operation?: 'AUTHORISE' | 'CAPTURE' | 'VOID' | 'REFUND' } = {}) =>
      prisma.sandboxTransaction.findMany({ where: { ...where, approved: true } }),
    payment: (orderId: string) =>
      prisma.payment.findUniqueOrThrow({
        where: { orderId },
        include: { attempts: { orderBy: { number: 'asc' } }, ledger: { orderBy: { id: 'asc' } } },
      }),
    async close() {
      await database.close()
      await testDatabase.drop()
    },
  }
}

/** The sandbox with callers who hang up at once, so that no test waits for an answer that never comes. */
const withoutWaiting = (sandbox: PaymentProvider): PaymentProvider => ({
  ...sandbox,
  authorise: (request) => sandbox.authorise(request, AbortSignal.abort()),
  capture: (request) => sandbox.capture(request, AbortSignal.abort()),
  void: (request) => sandbox.void(request, AbortSignal.abort()),
  refund: (request) => sandbox.refund(request, AbortSignal.abort()),
  lookUp: (key) => sandbox.lookUp(key, AbortSignal.abort()),
})

export type Shop = Awaited<ReturnType<typeof openShop>>

/** An order to be paid, and the events about it. */
export function anOrder({ token = 'sandbox-approve', amount = '4990' } = {}) {
  const orderId = newId()
  const customerId = newId()
  return {
    orderId,
    customerId,
    requested: [
      ordering.orderPaymentRequestedV2,
      {
        orderId,
        customerId,
        amount,
        currencyCode: 'EUR',
        paymentToken: sealing.seal(ordering.paymentToken, orderId, token),
      },
    ] as const,
    shipped: [ordering.orderShipped, { orderId, customerId }] as const,
    cancelled: [ordering.orderCancelled, { orderId, customerId, reason: 'CUSTOMER_REQUEST' }] as const,
    rejected: [ordering.orderRejected, { orderId, customerId, reason: 'OUT_OF_STOCK' }] as const,
  }
}

/** An order whose payment has been captured. */
export async function aPaidOrder(shop: Shop, terms: Parameters<typeof anOrder>[0] = {}) {
  const order = anOrder(terms)
  await shop.deliver(...order.requested)
  await shop.deliver(...order.shipped)
  return order
}
