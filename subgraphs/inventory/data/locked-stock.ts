import { publishAll } from '@tradewind/events'
import { inventory } from '@tradewind/events/contracts'
import { announce } from '@tradewind/service'
import type { Supply } from '../domain/allocation.ts'
import type { Level } from '../domain/level.ts'
import type { Transaction } from './database.ts'
import { availabilityTopic } from './topics.ts'

/** A level as the transaction that locked its variant sees it: nobody else can change it until the end. */
export interface LockedLevel extends Level {
  readonly id: string
  readonly variantId: string
  readonly locationId: string
  readonly priority: number
  readonly active: boolean
}

/**
 * The only way to change stock. Locks the variants (in the order of their ids, so that nobody deadlocks), hands over
 * their levels at all locations, and after `work` publishes `level-changed` once for each variant whose totals differ
 * and tells those who watch a variant's availability. Costs three statements beside those of `work`, one more when
 * something changed and another when there is more or less to sell, whatever the number of variants.
 */
export async function changeStock<Result>(
  tx: Transaction,
  variantIds: readonly string[],
  work: (levels: readonly LockedLevel[]) => Promise<Result>,
): Promise<Result> {
  await tx.$queryRaw`
    SELECT variant_id FROM stock_item WHERE variant_id = ANY(${variantIds}::uuid[]) ORDER BY variant_id FOR UPDATE`
  // A statement of its own: only one that begins after the locks are held sees what the holders before us did.
  const levels = await readLevels(tx, variantIds)
  const result = await work(levels)
  const before = totals(levels)
  const after = totals(await readLevels(tx, variantIds))
  const changed = [...after].filter(([variantId, { onHand, available }]) => {
    const earlier = before.get(variantId)
    return (earlier?.onHand ?? 0) !== onHand || (earlier?.available ?? 0) !== available
  })
  await publishAll(
    tx,
    inventory.stockLevelChanged,
    changed.map(([variantId, total]) => ({ subject: variantId, data: { variantId, ...total } })),
  )
  const available = changed.filter(([id, total]) => (before.get(id)?.available ?? 0) !== total.available)
  await announce(tx, ...available.map(([variantId]) => availabilityTopic(variantId)))
  return result
}

/** Makes a variant known to stock, so that it can be locked. */
export async function addStockItem(tx: Transaction, variantId: string): Promise<void> {
  await tx.$executeRaw`INSERT INTO stock_item (variant_id) VALUES (${variantId}::uuid) ON CONFLICT DO NOTHING`
}

/** What of the levels can be promised to orders: the free pieces at active locations. */
export const suppliesOf = (levels: readonly LockedLevel[]): Supply[] =>
  levels
    .filter(({ active }) => active)
    .map(({ onHand, reserved, ...level }) => ({ ...level, available: onHand - reserved }))

/** The variant's level at a location; undefined where it was never kept. */
export const levelAt = (
  levels: readonly LockedLevel[],
  variantId: string,
  locationId: string,
): LockedLevel | undefined =>
  levels.find((level) => level.variantId === variantId && level.locationId === locationId)

function readLevels(tx: Transaction, variantIds: readonly string[]): Promise<LockedLevel[]> {
  return tx.$queryRaw<LockedLevel[]>`
    SELECT level.id, variant_id AS "variantId", location_id AS "locationId", on_hand AS "onHand", reserved,
      priority, active
    FROM stock_level AS level JOIN location ON location.id = location_id
    WHERE variant_id = ANY(${variantIds}::uuid[])`
}

function totals(levels: readonly LockedLevel[]): Map<string, { onHand: number; available: number }> {
  const sums = new Map<string, { onHand: number; available: number }>()
  for (const { variantId, onHand, reserved, active } of levels) {
    const sum = sums.get(variantId) ?? { onHand: 0, available: 0 }
    sums.set(variantId, {
      onHand: sum.onHand + onHand,
      available: sum.available + (active ? onHand - reserved : 0),
    })
  }
  return sums
}
