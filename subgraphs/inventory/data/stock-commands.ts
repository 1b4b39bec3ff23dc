import { transact } from '@tradewind/service'
import { adjust, count, emptyLevel, type Level, type LevelChange } from '../domain/level.ts'
import type { PersonsReason } from '../domain/reasons.ts'
import type { Refusal } from '../domain/refusal.ts'
import type { Transaction } from './database.ts'
import type { PrismaClient } from './generated/client.ts'
import { answerOnce } from './idempotency.ts'
import { openLevel, record, type Entry, type Occasion } from './ledger.ts'
import { addStockItem, changeStock, levelAt, type LockedLevel } from './locked-stock.ts'
import { holdLocations } from './locations.ts'

/** Who changes stock, and when. */
export interface By {
  readonly actorId: string
  readonly at: Date
}

/** The entries a change wrote into the ledgers, and their levels in the same order; or why it was not made. */
export type Answer =
  | { readonly ok: true; readonly adjustmentIds: readonly string[]; readonly levelIds: readonly string[] }
  | { readonly ok: false; readonly refusal: Refusal }

interface Command {
  readonly variantId: string
  readonly note: string | null
  readonly idempotencyKey: string
}

export interface Adjustment extends Command {
  readonly locationId: string
  readonly delta: number
  readonly reason: PersonsReason
}

export interface Count extends Command {
  readonly locationId: string
  readonly onHand: number
}

export interface Transfer extends Command {
  readonly fromLocationId: string
  readonly toLocationId: string
  readonly quantity: number
}

/** Adds pieces to a level, or takes some away. */
export function adjustStock(prisma: PrismaClient, adjustment: Adjustment, by: By): Promise<Answer> {
  return once(prisma, 'adjustStock', adjustment, by, (tx) =>
    changeLevel(tx, adjustment, { ...by, reason: adjustment.reason }, 'delta', (level) =>
      adjust(level, adjustment.delta),
    ),
  )
}

/** Sets a level to what was counted. */
export function setStock(prisma: PrismaClient, counted: Count, by: By): Promise<Answer> {
  return once(prisma, 'setStock', counted, by, (tx) =>
    changeLevel(tx, counted, { ...by, reason: 'COUNTED' }, 'onHand', (level) => count(level, counted.onHand)),
  )
}

/** Moves free pieces from one location to another; the answer names the entry and level they leave first. */
export function transferStock(prisma: PrismaClient, transfer: Transfer, by: By): Promise<Answer> {
  const { variantId, fromLocationId, toLocationId, quantity, note } = transfer
  return once(prisma, 'transferStock', transfer, by, async (tx) => {
    const locations = await holdLocations(tx, [fromLocationId, toLocationId])
    const from = locations.get(fromLocationId)
    const to = locations.get(toLocationId)
    if (!from) return refuse({ code: 'LOCATION_NOT_FOUND', field: 'fromLocationId' })
    if (!to) return refuse({ code: 'LOCATION_NOT_FOUND', field: 'toLocationId' })
    return changeVariant(tx, variantId, async (levels) => {
      const origin = levelAt(levels, variantId, from.id)
      const target = levelAt(levels, variantId, to.id)
      for (const change of [adjust(origin ?? emptyLevel, -quantity), adjust(target ?? emptyLevel, quantity)])
        if (!change.ok) return refuse({ ...change.problem, field: 'quantity' })
      const remark = note ? `: ${note}` : ''
      return write(tx, { ...by, reason: 'TRANSFER' }, [
        { levelId: origin!.id, delta: -quantity, note: `To ${to.code}${remark}` },
        {
          levelId: target?.id ?? (await openLevel(tx, variantId, to.id, by.at)),
          delta: quantity,
          note: `From ${from.code}${remark}`,
        },
      ])
    })
  })
}

async function changeLevel(
  tx: Transaction,
  { variantId, locationId, note }: Command & { locationId: string },
  occasion: Occasion,
  field: string,
  decide: (level: Level) => LevelChange,
): Promise<Answer> {
  const location = (await holdLocations(tx, [locationId])).get(locationId)
  if (!location) return refuse({ code: 'LOCATION_NOT_FOUND', field: 'locationId' })
  return changeVariant(tx, variantId, async (levels) => {
    const level = levelAt(levels, variantId, location.id)
    const change = decide(level ?? emptyLevel)
    if (!change.ok) return refuse({ ...change.problem, field })
    const levelId = level?.id ?? (await openLevel(tx, variantId, location.id, occasion.at))
    return write(tx, occasion, [{ levelId, delta: change.delta, note }])
  })
}

async function changeVariant(
  tx: Transaction,
  variantId: string,
  work: (levels: readonly LockedLevel[]) => Promise<Answer>,
): Promise<Answer> {
  await addStockItem(tx, variantId)
  return changeStock(tx, [variantId], work)
}

async function write(tx: Transaction, occasion: Occasion, entries: readonly Entry[]): Promise<Answer> {
  const adjustmentIds = await record(tx, occasion, entries)
  return { ok: true, adjustmentIds, levelIds: entries.map(({ levelId }) => levelId) }
}

async function once(
  prisma: PrismaClient,
  mutation: string,
  { idempotencyKey, ...input }: Command,
  { at }: By,
  work: (tx: Transaction) => Promise<Answer>,
): Promise<Answer> {
  return transact(prisma, async (tx: Transaction) => {
    const answer = await answerOnce(tx, { idempotencyKey, mutation, input }, at, () => work(tx))
    return answer ?? refuse({ code: 'IDEMPOTENCY_CONFLICT' })
  })
}

const refuse = (refusal: Refusal): Answer => ({ ok: false, refusal })
