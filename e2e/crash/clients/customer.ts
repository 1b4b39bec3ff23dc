import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { anOrder } from '../../shop-floor.ts'
import { CancelDocument, PlaceDocument, type PlaceMutationVariables } from '../generated/operations.ts'
import type { Random } from '../random.ts'
import type { Caller } from './caller.ts'
import type { Journal } from './journal.ts'

type Input = PlaceMutationVariables['input']

export interface CustomerOptions {
  readonly caller: Caller
  /** What there is to buy. */
  readonly variantIds: readonly string[]
  readonly random: Random
  readonly journal: Journal
  /** Aborted at closing time. */
  readonly closing: AbortSignal
}

/** How the payments go, by weight: most are approved at once. */
const tokens = Object.entries({
  'sandbox-approve': 50,
  'sandbox-twice': 10,
  'sandbox-late': 10,
  'sandbox-decline': 8,
  'sandbox-time-out': 6,
  'sandbox-lost': 5,
  'sandbox-late-decline': 5,
  'sandbox-capture-late': 3,
  'sandbox-capture-time-out': 3,
  'sandbox-silent': 2,
}).flatMap(([token, weight]) => Array.from({ length: weight }, () => token))

/** Places orders until closing time, some of which must be refused, and cancels a few of the others. */
export async function shopUntilClosing(options: CustomerOptions): Promise<void> {
  const { caller, random, journal, closing } = options
  while (!closing.aborted) {
    const input = thinkOf(options)
    const { placeOrder } = await caller.request(PlaceDocument, { input })
    const asked = { customerId: caller.id, key: input.idempotencyKey }
    if (placeOrder.order) {
      journal.placed.set(placeOrder.order.id, asked)
      if (random.next() < 0.2) await changeOnesMind(options, placeOrder.order.id)
    } else {
      journal.refused.push(asked)
    }
    await pause(random.between(100, 1000), closing)
  }
}

function thinkOf({ variantIds, random }: CustomerOptions): Input {
  const variants = random.shuffle(variantIds).slice(0, random.between(1, 2))
  const lines = variants.map((variantId) => ({ variantId, quantity: random.between(1, 3) }))
  const input = anOrder('', { lines, paymentToken: random.pick(tokens) })
  const whim = random.next()
  if (whim < 0.04) return { ...input, lines: [{ variantId: randomUUID(), quantity: 1 }] }
  if (whim < 0.08) return { ...input, lines: [{ ...lines[0]!, expectedUnitPrice: '0.01' }] }
  return input
}

async function changeOnesMind({ caller, random, journal, closing }: CustomerOptions, orderId: string) {
  await pause(random.between(0, 3000), closing)
  const input = { orderId, idempotencyKey: randomUUID() }
  const { cancelOrder } = await caller.request(CancelDocument, { input })
  if (cancelOrder.errors.length === 0) journal.cancelled.add(orderId)
}

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  delay(milliseconds, undefined, { signal }).catch(() => undefined)
