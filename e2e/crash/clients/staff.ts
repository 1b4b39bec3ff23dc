import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { ConfirmedDocument, ReceiveDocument, ShipDocument } from '../generated/operations.ts'
import type { Random } from '../random.ts'
import type { Caller } from './caller.ts'
import { addTo, type Journal } from './journal.ts'

export interface StaffOptions {
  readonly caller: Caller
  readonly random: Random
  readonly journal: Journal
  readonly closing: AbortSignal
}

/** Ships what is confirmed, as far as the list is not out of date: somebody may have cancelled meanwhile. */
export async function shipUntilClosing({ caller, random, journal, closing }: StaffOptions): Promise<void> {
  while (!closing.aborted) {
    const { orders } = await caller.request(ConfirmedDocument, {})
    // Half of them: the others stay confirmed, so that there is something to cancel.
    for (const { id: orderId } of orders.nodes.filter(() => random.next() < 0.5)) {
      const input = { orderId, carrier: 'Slow Post', idempotencyKey: randomUUID() }
      const { shipOrder } = await caller.request(ShipDocument, { input })
      if (shipOrder.errors.length === 0) journal.shipped.add(orderId)
    }
    await delay(random.between(1_000, 4_000), undefined, { signal: closing }).catch(() => undefined)
  }
}

/** Puts a few more pieces of the scarce variant on the shelf, again and again: never enough. */
export async function receiveUntilClosing(
  { caller, random, journal, closing }: StaffOptions,
  shelf: { readonly variantId: string; readonly locationId: string },
): Promise<void> {
  while (!closing.aborted) {
    await delay(random.between(1000, 3000), undefined, { signal: closing }).catch(() => undefined)
    const input = {
      ...shelf,
      delta: random.between(1, 3),
      reason: 'RECEIVED' as const,
      idempotencyKey: randomUUID(),
    }
    const { adjustStock } = await caller.request(ReceiveDocument, { input })
    if (adjustStock.errors.length === 0) addTo(journal.putIn, shelf.variantId, input.delta)
  }
}
