import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
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

export interface Flood {
  readonly count: number
  /** Events that are committed (or added with addBulk) at a time. */
  readonly together: number
  readonly writers: number
}

export interface Trickle {
  readonly count: number
  /** Milliseconds between two events on average. */
  readonly gap: number
}

/** The id of an event, and when it was sent. */
export type Sent = [id: string, at: number]

/** Milliseconds on a clock that all processes of this machine share. */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6

/** Events as fast as they can be sent, `together` at a time, by so many writers. Returns when it began. */
export async function flood(
  { count, together, writers }: Flood,
  send: (some: readonly Order[]) => Promise<unknown>,
): Promise<number> {
  const began = now()
  let left = count
  const write = async (): Promise<void> => {
    while (left > 0) {
      const some = Math.min(together, left)
      left -= some
      await send(orders(some))
    }
  }
  await Promise.all(Array.from({ length: writers }, write))
  return began
}

/** Events one by one, at about the pace given. Returns when each was sent, by id. */
export async function trickle({ count, gap }: Trickle, send: (one: Order) => Promise<Sent>): Promise<Sent[]> {
  const sent: Promise<Sent>[] = []
  for (let index = 0; index < count; index++) {
    sent.push(send(order()))
    await sleep(gap * (0.5 + Math.random()))
  }
  return Promise.all(sent)
}
