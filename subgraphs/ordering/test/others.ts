import { publish, startEvents, subscribe, type Subscription } from '@tradewind/events'
import { catalog, inventory, ordering, payments } from '@tradewind/events/contracts'
import { createLogger, newId } from '@tradewind/service'
import { createTestDatabase } from '@tradewind/testkit'
import { openDatabase, type Transaction } from '../data/database.ts'
import { aVariant } from './shop.ts'

/** Inventory and payments that agree to everything. */
export const agreeing: Subscription<Transaction>[] = [
  subscribe(ordering.orderPlaced, async ({ data: { orderId, lines } }, tx: Transaction) => {
    const expiresAt = new Date(Date.now() + 900_000).toISOString()
    await publish(tx, inventory.stockReserved, { subject: orderId, data: { orderId, expiresAt, lines } })
  }),
  subscribe(ordering.orderPaymentRequestedV2, async ({ data }, tx: Transaction) => {
    const { orderId, amount, currencyCode } = data
    const payment = { orderId, paymentId: newId(), amount, currencyCode }
    await publish(tx, payments.paymentAuthorised, { subject: orderId, data: payment })
  }),
  subscribe(ordering.orderAuthorised, async ({ data: { orderId } }, tx: Transaction) => {
    await publish(tx, inventory.stockCommitted, { subject: orderId, data: { orderId } })
  }),
]

/** Catalog, inventory and payments as one process in their place, on a database and an outbox of its own. */
export async function startOthers(queueUrl: string, subscriptions: readonly Subscription<Transaction>[]) {
  const { url, drop } = await createTestDatabase('ordering')
  const database = openDatabase(url)
  const events = await startEvents({
    name: 'others',
    queueUrl,
    database,
    subscriptions,
    logger: createLogger('others', 'silent'),
  })
  return {
    /** Publishes a product of one variant; gives the id of the variant. */
    async publishProduct(): Promise<string> {
      const variant = aVariant()
      const productId = newId()
      await publish(database.prisma, catalog.productChanged, {
        subject: productId,
        data: {
          productId,
          handle: 'linen-shirt',
          title: 'Linen shirt',
          published: true,
          imageUrl: null,
          variants: [variant],
        },
      })
      return variant.variantId
    },
    async stop() {
      await events.stop()
      await database.close()
      await drop()
    },
  }
}
