/** Code that docs/events.md shows and no subgraph has word for word: here it is held against the types. */
import { publish, publishAll, publishVersions, subscribe, subscribeVersions, upcast } from '@tradewind/events'
import { inventory, ordering as published, type payments } from '@tradewind/events/contracts'
import type { DataOf, Sealing } from '@tradewind/events'
import { transact } from '@tradewind/service'
import type { Database, Transaction } from '../../../subgraphs/inventory/data/database.ts'
import { advance } from '../../../subgraphs/inventory/data/reservation-process.ts'
import type { HandlerServices } from '../../../subgraphs/inventory/events/subscriptions.ts'
import { orderPlacedV2 } from './contract.ts'

interface Reservation {
  readonly orderId: string
  readonly expiresAt: Date
  readonly lines: { variantId: string; quantity: number }[]
}
type Captured = DataOf<typeof payments.paymentCaptured>

declare const prisma: Database['prisma']
declare const provider: { capture(request: { idempotencyKey: string }): Promise<Captured> }
declare const sealing: Sealing
declare function holdStock(tx: Transaction, reservation: Reservation): Promise<void>
declare function recordCapture(tx: Transaction, orderId: string, captured: Captured): Promise<void>

export async function publishing(reservation: Reservation): Promise<void> {
  await transact(prisma, async (tx) => {
    await holdStock(tx, reservation)
    await publish(tx, inventory.stockReserved, {
      subject: reservation.orderId,
      data: {
        orderId: reservation.orderId,
        expiresAt: reservation.expiresAt.toISOString(),
        lines: reservation.lines,
      },
    })
  })
}

type Level = DataOf<typeof inventory.stockLevelChanged>

export async function publishingMany(tx: Transaction, levels: Level[]): Promise<void> {
  await publishAll(
    tx,
    inventory.stockLevelChanged,
    levels.map((level) => ({ subject: level.variantId, data: level })),
  )
}

export async function timeOut(tx: Transaction, { orderId, expiresAt }: Reservation): Promise<void> {
  await publish(tx, inventory.stockReservationDue, {
    subject: orderId,
    data: { orderId },
    deliverAt: expiresAt,
  })
}

const ordering = { ...published, orderPlacedV2 }

export function keepSecret(orderId: string, token: string): string {
  const sealed = sealing.seal(ordering.paymentToken, orderId, token)
  return sealed
}

type PaymentRequested = { readonly data: DataOf<typeof published.orderPaymentRequestedV2> }

export function useSecret(orderId: string, event: PaymentRequested): string {
  const token = sealing.open(ordering.paymentToken, orderId, event.data.paymentToken)
  return token
}
type Order = DataOf<typeof orderPlacedV2>

export async function publishingBoth(tx: Transaction, order: Order): Promise<void> {
  const { orderId, customerId, lines, channel } = order
  await publishVersions(
    tx,
    { subject: orderId },
    [ordering.orderPlaced, { orderId, customerId, lines }],
    [ordering.orderPlacedV2, { orderId, customerId, lines, channel }],
  )
}

export const onOrderPlaced = ({ clock, holdFor }: HandlerServices) =>
  subscribeVersions(
    ordering.orderPlacedV2,
    [upcast(ordering.orderPlaced, (data) => ({ ...data, channel: 'SHOP' as const }))],
    ({ data: { orderId, lines } }, tx: Transaction) =>
      advance(tx, orderId, { type: 'placed', lines }, { at: clock(), holdFor }),
  )

export const twoSteps = () =>
  subscribe(ordering.orderShipped, {
    before: ({ data }) => provider.capture({ idempotencyKey: data.orderId }),
    handle: (event, tx: Transaction, captured) => recordCapture(tx, event.data.orderId, captured),
  })
