import { publish } from '@tradewind/events'
import { inventory } from '@tradewind/events/contracts'
import { allocate, mergeLines, type Allocation, type Line, type Shortage } from '../domain/allocation.ts'
import { decide, type Message } from '../domain/reservation.ts'
import type { Transaction } from './database.ts'
import { record } from './ledger.ts'
import { changeStock, levelAt, suppliesOf, type LockedLevel } from './locked-stock.ts'
import {
  dropAllocations,
  freePieces,
  holdPieces,
  keepAllocations,
  keepLines,
  lockReservation,
  setState,
} from './reservation-rows.ts'

/** When a message is handled, and how long stock is held for an order from then on. */
export interface Terms {
  readonly at: Date
  /** In milliseconds. */
  readonly holdFor: number
}

/**
 * Takes an order's reservation as far as a message goes: reads it, lets the domain decide, does what it decided and
 * publishes the outcome, all in the transaction given. The number of statements does not depend on the order's lines.
 */
export async function advance(
  tx: Transaction,
  orderId: string,
  message: Message,
  terms: Terms,
): Promise<void> {
  const { reservation, allocations } = await lockReservation(tx, orderId)
  const { at } = terms
  const step = decide(reservation, message)
  switch (step.do) {
    case 'nothing':
      return
    case 'hold':
      return hold(tx, orderId, mergeLines(step.lines), terms)
    case 'sell-held':
      return sellHeld(tx, orderId, allocations, at)
    case 'sell-free':
      return sellFree(tx, orderId, mergeLines(step.lines), at)
    case 'refuse-sale':
      return refuseSale(tx, orderId, step.shortages, at)
    case 'free':
      return free(tx, orderId, allocations, step.to, at)
    case 'restock':
      return restock(tx, orderId, allocations, at)
    case 'close':
      return setState(tx, orderId, 'RELEASED', at)
    case 'wait':
      return setAlarm(tx, orderId, step.until)
    default:
      return step satisfies never
  }
}

async function hold(tx: Transaction, orderId: string, lines: readonly Line[], terms: Terms): Promise<void> {
  const { at, holdFor } = terms
  const subject = orderId
  await changeStock(tx, variantsOf(lines), async (levels) => {
    const found = allocate(lines, suppliesOf(levels))
    if (!found.ok) {
      await setState(tx, orderId, 'REJECTED', at)
      await keepLines(tx, orderId, lines, found.shortages)
      const data = { orderId, shortages: [...found.shortages] }
      await publish(tx, inventory.stockReservationRejected, { subject, data })
      return
    }
    const expiresAt = new Date(at.getTime() + holdFor)
    await holdPieces(tx, found.allocations, at)
    await setState(tx, orderId, 'HELD', at, expiresAt)
    await keepLines(tx, orderId, lines)
    await keepAllocations(tx, orderId, found.allocations)
    const data = { orderId, expiresAt: expiresAt.toISOString(), lines: [...lines] }
    await publish(tx, inventory.stockReserved, { subject, data })
    await setAlarm(tx, orderId, expiresAt)
  })
}

async function sellHeld(
  tx: Transaction,
  orderId: string,
  allocations: readonly Allocation[],
  at: Date,
): Promise<void> {
  await changeStock(tx, variantsOf(allocations), async (levels) => {
    const entries = entriesOf(levels, allocations, -1).map((entry) => ({ ...entry, sold: -entry.delta }))
    await record(tx, { reason: 'SALE', orderId, at }, entries)
  })
  await setState(tx, orderId, 'COMMITTED', at)
  await publish(tx, inventory.stockCommitted, { subject: orderId, data: { orderId } })
}

async function sellFree(tx: Transaction, orderId: string, lines: readonly Line[], at: Date): Promise<void> {
  await changeStock(tx, variantsOf(lines), async (levels) => {
    const found = allocate(lines, suppliesOf(levels))
    if (!found.ok) {
      await refuseSale(tx, orderId, found.shortages, at)
      return keepLines(tx, orderId, lines, found.shortages)
    }
    await record(tx, { reason: 'SALE', orderId, at }, entriesOf(levels, found.allocations, -1))
    await setState(tx, orderId, 'COMMITTED', at)
    await keepLines(tx, orderId, lines)
    await keepAllocations(tx, orderId, found.allocations)
    await publish(tx, inventory.stockCommitted, { subject: orderId, data: { orderId } })
  })
}

async function refuseSale(
  tx: Transaction,
  orderId: string,
  shortages: readonly Shortage[],
  at: Date,
): Promise<void> {
  await setState(tx, orderId, 'COMMIT_REJECTED', at)
  const data = { orderId, shortages: [...shortages] }
  await publish(tx, inventory.stockCommitRejected, { subject: orderId, data })
}

async function free(
  tx: Transaction,
  orderId: string,
  allocations: readonly Allocation[],
  to: 'RELEASED' | 'EXPIRED',
  at: Date,
): Promise<void> {
  await changeStock(tx, variantsOf(allocations), () => freePieces(tx, allocations, at))
  await dropAllocations(tx, orderId)
  await setState(tx, orderId, to, at)
  const fact = to === 'RELEASED' ? inventory.stockReleased : inventory.stockReservationExpired
  await publish(tx, fact, { subject: orderId, data: { orderId } })
}

async function restock(
  tx: Transaction,
  orderId: string,
  allocations: readonly Allocation[],
  at: Date,
): Promise<void> {
  await changeStock(tx, variantsOf(allocations), (levels) =>
    record(tx, { reason: 'CANCELLATION', orderId, at }, entriesOf(levels, allocations, 1)),
  )
  await dropAllocations(tx, orderId)
  await setState(tx, orderId, 'RESTOCKED', at)
  await publish(tx, inventory.stockReleased, { subject: orderId, data: { orderId } })
}

async function setAlarm(tx: Transaction, orderId: string, deliverAt: Date): Promise<void> {
  await publish(tx, inventory.stockReservationDue, { subject: orderId, data: { orderId }, deliverAt })
}

const variantsOf = (of: readonly { readonly variantId: string }[]): string[] => [
  ...new Set(of.map(({ variantId }) => variantId)),
]

const entriesOf = (
  levels: readonly LockedLevel[],
  allocations: readonly Allocation[],
  sign: 1 | -1,
): { levelId: string; delta: number }[] =>
  allocations.map(({ variantId, locationId, quantity }) => ({
    levelId: levelAt(levels, variantId, locationId)!.id,
    delta: sign * quantity,
  }))
