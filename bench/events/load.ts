import { randomUUID } from 'node:crypto'
import type { DataOf } from '@tradewind/events'
import { ordering } from '@tradewind/events/contracts'

/** The event that both sides carry: an order of three lines. */
export const placed = ordering.orderPlaced

export interface Order {
  readonly subject: string
  readonly data: DataOf<typeof placed>
}

/** An order that nobody placed before. */
export function order(): Order {
  const orderId = randomUUID()
  const lines = Array.from({ length: 3 }, () => ({ variantId: randomUUID(), quantity: 1 }))
  return { subject: orderId, data: { orderId, customerId: randomUUID(), lines } }
}

export const orders = (count: number): Order[] => Array.from({ length: count }, order)

/** Milliseconds on a clock that all processes of this machine share. */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6
