import { newId, readEnvironment } from '@tradewind/service'
import { createSettings } from '../../subgraphs/ordering/context.ts'
import { changeOrder, type Change } from '../../subgraphs/ordering/data/change-order.ts'
import { openDatabase } from '../../subgraphs/ordering/data/database.ts'
import { placeOrder } from '../../subgraphs/ordering/data/place-order.ts'
import { cancel, deliver, ship } from '../../subgraphs/ordering/domain/commands.ts'
import type { StockLine } from '../../subgraphs/ordering/domain/order.ts'
import { environmentShape } from '../../subgraphs/ordering/environment.ts'
import { subscriptions } from '../../subgraphs/ordering/events/subscriptions.ts'
import { openPart, surroundings, type Clock } from './part.ts'

export type Ordering = Awaited<ReturnType<typeof openOrdering>>

/** Ordering, with what customers and staff can do there. Each command says what came of it. */
export async function openOrdering({ now }: Clock) {
  const { environment: source, drop } = await surroundings('ordering')
  const environment = readEnvironment(environmentShape, source)
  const settings = createSettings(environment)
  const clock = () => ({ ...settings.clock(), now: now() })
  const database = openDatabase(environment.DATABASE_URL)
  const { prisma } = database
  const part = await openPart({ name: 'ordering', database, subscriptions: subscriptions(clock) })
  const staff = { kind: 'STAFF', id: newId() } as const

  async function change(
    orderId: string,
    { actorOn = () => staff, decide }: Partial<Change>,
  ): Promise<string> {
    const result = await changeOrder(prisma, { orderId, actorOn, decide: decide!, at: now() })
    return result.kind === 'refused' ? `refused: it is ${result.status}` : result.kind
  }

  return {
    ...part,
    prisma,
    async close() {
      await part.close()
      await drop()
    },
    /** The id of the new order. */
    async place(customerId: string, lines: readonly StockLine[], paymentToken: string): Promise<string> {
      const basket = {
        currencyCode: 'EUR',
        lines: lines.map((line) => ({ ...line, expectedUnitPrice: null })),
      }
      const command = {
        customerId,
        basket,
        shippingAddress,
        paymentToken,
        idempotencyKey: newId(),
        input: {},
      }
      const result = await placeOrder(prisma, command, { ...settings, clock: clock() })
      if (result.kind !== 'placed') throw new Error(`The order was ${result.kind}.`)
      return result.order.id
    },
    cancelByCustomer: (orderId: string) =>
      change(orderId, {
        actorOn: (id) => ({ kind: 'CUSTOMER', id }),
        decide: (order) => cancel(order, { reason: 'CUSTOMER_REQUEST', note: null }),
      }),
    cancelByStaff: (orderId: string) =>
      change(orderId, { decide: (order) => cancel(order, { reason: 'STAFF_DECISION', note: null }) }),
    ship: (orderId: string) =>
      change(orderId, { decide: (order) => ship(order, { carrier: 'DHL', trackingNumber: null }, now()) }),
    arrive: (orderId: string) => change(orderId, { decide: (order) => deliver(order, now()) }),
  }
}

const shippingAddress = {
  recipientName: 'Ada Lovelace',
  company: null,
  addressLine1: '12 St James’s Square',
  addressLine2: null,
  city: 'London',
  region: null,
  postalCode: 'SW1Y 4JH',
  countryCode: 'GB',
  phone: null,
}
