import { randomUUID } from 'node:crypto'
import { createEvent, handleOnce, type EventDefinition } from '@tradewind/events'
import { catalog, inventory, ordering } from '@tradewind/events/contracts'
import { newId } from '@tradewind/service'
import { createTestDatabase } from '@tradewind/testkit'
import { openDatabase } from '../data/database.ts'
import { createLocation } from '../data/locations.ts'
import { adjustStock, setStock, transferStock } from '../data/stock-commands.ts'
import type { Line } from '../domain/allocation.ts'
import { subscriptions } from '../events/subscriptions.ts'

/** The location the migration opens. */
export const MAIN = '019a0000-0000-7000-8000-000000000001'

export type TestInventory = Awaited<ReturnType<typeof openInventory>>

/** Inventory without HTTP and queues: a database of its own, the real handlers and commands, a clock that stands still. */
export async function openInventory() {
  const testDatabase = await createTestDatabase('inventory')
  const database = openDatabase(testDatabase.url)
  const { prisma } = database
  let now = new Date('2026-03-01T09:00:00Z')
  const handlers = subscriptions({ clock: () => now, holdFor: 15 * 60_000 })
  const by = () => ({ actorId: randomUUID(), at: now })

  /** Delivers an event to its handler, as the worker does. */
  async function deliver<Data>(
    definition: EventDefinition<Data>,
    subject: string,
    data: Data,
    envelope: { id?: string; sequence?: number } = {},
  ): Promise<'handled' | 'duplicate'> {
    const handler = handlers.find((each) => each.definition.type === definition.type)!
    return handleOnce(prisma, handler, createEvent(definition, { subject, data, ...envelope }))
  }

  const customerId = randomUUID()
  return {
    database,
    prisma,
    deliver,
    sleep: (minutes: number) => {
      now = new Date(now.getTime() + minutes * 60_000)
    },
    now: () => now,
    async close() {
      await database.close()
      await testDatabase.drop()
    },

    placed: (orderId: string, lines: Line[]) =>
      deliver(ordering.orderPlaced, orderId, { orderId, customerId, lines }),
    authorised: (orderId: string, lines: Line[]) =>
      deliver(ordering.orderAuthorised, orderId, { orderId, lines }),
    cancelled: (orderId: string) =>
      deliver(ordering.orderCancelled, orderId, { orderId, customerId, reason: 'CUSTOMER_REQUEST' }),
    rejected: (orderId: string) =>
      deliver(ordering.orderRejected, orderId, { orderId, customerId, reason: 'PAYMENT_DECLINED' }),
    due: (orderId: string) => deliver(inventory.stockReservationDue, orderId, { orderId }),
    stated: (variantId: string, quantity: number, sequence: number) =>
      deliver(
        catalog.stockStated,
        variantId,
        { variantId, sku: null, quantity, importId: newId() },
        { sequence },
      ),

    openLocation: async (code: string, priority = 200) =>
      (await createLocation(prisma, { code, name: code, priority, isDefault: false }, now))!.id,
    adjust: (variantId: string, delta: number, locationId = MAIN, idempotencyKey: string = randomUUID()) =>
      adjustStock(
        prisma,
        { variantId, locationId, delta, reason: 'COUNTED', note: null, idempotencyKey },
        by(),
      ),
    count: (variantId: string, onHand: number, locationId = MAIN) =>
      setStock(prisma, { variantId, locationId, onHand, note: null, idempotencyKey: randomUUID() }, by()),
    transfer: (variantId: string, fromLocationId: string, toLocationId: string, quantity: number) =>
      transferStock(
        prisma,
        { variantId, fromLocationId, toLocationId, quantity, note: null, idempotencyKey: randomUUID() },
        by(),
      ),

    /** The events published so far, the oldest first; those of one type when it is named. */
    async published<Data>(definition?: EventDefinition<Data>): Promise<{ type: string; data: Data }[]> {
      const rows = await prisma.outboxEvent.findMany({
        ...(definition && { where: { type: definition.type } }),
        orderBy: { position: 'asc' },
      })
      return rows.map(({ type, data }) => ({ type, data: data as Data }))
    },
    async level(variantId: string, locationId = MAIN): Promise<{ onHand: number; reserved: number }> {
      const where = { variantId_locationId: { variantId, locationId } }
      return prisma.stockLevel.findUniqueOrThrow({ where, select: { onHand: true, reserved: true } })
    },
    async stateOf(orderId: string): Promise<string | null> {
      return (await prisma.reservation.findUnique({ where: { orderId } }))?.state ?? null
    },
  }
}
