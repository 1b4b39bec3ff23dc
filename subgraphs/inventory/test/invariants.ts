import { expect } from 'vitest'
import type { TestInventory } from './inventory.ts'

/** What must be true of inventory's database at any moment, whatever happened before: the rules that are broken, if any. */
export function brokenRules({ prisma }: Pick<TestInventory, 'prisma'>): PromiseLike<unknown[]> {
  return prisma.$queryRaw<unknown[]>`
    SELECT 'the ledger is the level' AS rule, level.id::text AS what FROM stock_level AS level
    WHERE on_hand <> (SELECT COALESCE(sum(delta), 0) FROM stock_adjustment WHERE level_id = level.id)
    UNION ALL
    SELECT 'the ledger has no gaps', level.id::text FROM stock_level AS level
    WHERE COALESCE(ledger_number, 0) <> (SELECT count(*) FROM stock_adjustment WHERE level_id = level.id)
    UNION ALL
    SELECT 'reserved is what HELD reservations hold', level.id::text FROM stock_level AS level
    WHERE reserved <> (
      SELECT COALESCE(sum(quantity), 0) FROM allocation JOIN reservation USING (order_id)
      WHERE state = 'HELD' AND allocation.variant_id = level.variant_id AND allocation.location_id = level.location_id)
    UNION ALL
    SELECT 'nothing is negative, nothing is promised twice', id::text FROM stock_level
    WHERE on_hand < 0 OR reserved < 0 OR reserved > on_hand
    UNION ALL
    SELECT 'a reservation has all of its lines or none', order_id::text FROM reservation
    WHERE state IN ('HELD', 'COMMITTED') AND EXISTS (
      SELECT FROM reservation_line AS line
      WHERE line.order_id = reservation.order_id AND quantity <> (
        SELECT COALESCE(sum(quantity), 0) FROM allocation
        WHERE allocation.order_id = line.order_id AND allocation.variant_id = line.variant_id))
    UNION ALL
    SELECT 'only HELD and COMMITTED reservations have pieces', order_id::text FROM allocation JOIN reservation USING (order_id)
    WHERE state NOT IN ('HELD', 'COMMITTED')
    UNION ALL
    SELECT 'what an order sold and did not give back is what it was committed for', order_id::text FROM reservation
    WHERE (SELECT COALESCE(-sum(delta), 0) FROM stock_adjustment WHERE stock_adjustment.order_id = reservation.order_id)
      <> (SELECT COALESCE(sum(quantity), 0) FROM allocation
          WHERE allocation.order_id = reservation.order_id AND state = 'COMMITTED')`
}

/** Ends a test: whatever it did, the rules hold. */
export async function expectNoBrokenRules(shop: Pick<TestInventory, 'prisma'>): Promise<void> {
  expect(await brokenRules(shop)).toEqual([])
}
