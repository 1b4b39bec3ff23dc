import { emptyLevel, state } from '../domain/level.ts'
import type { Transaction } from './database.ts'
import { openLevel, record } from './ledger.ts'
import { addStockItem, changeStock, levelAt } from './locked-stock.ts'
import { holdLocations } from './locations.ts'

/** A merchant's file stated how many pieces of a variant there are. */
export interface Statement {
  readonly variantId: string
  readonly quantity: number
  readonly importId: string
  /** Of two statements about a variant, the one with the higher number is the newer. */
  readonly sequence: number
}

/** Sets the level at the default location to what was stated, unless a newer statement has been applied already. */
export async function applyStatement(tx: Transaction, statement: Statement, at: Date): Promise<void> {
  const { variantId, sequence } = statement
  const location = await tx.location.findFirstOrThrow({ where: { isDefault: true } })
  await holdLocations(tx, [location.id])
  await addStockItem(tx, variantId)
  await changeStock(tx, [variantId], async (levels) => {
    const { count } = await tx.stockItem.updateMany({
      where: { variantId, statedSequence: { lt: sequence } },
      data: { statedSequence: sequence },
    })
    if (count === 0) return
    const level = levelAt(levels, variantId, location.id)
    const { delta, note } = state(level ?? emptyLevel, statement.quantity, statement.importId)
    const levelId = level?.id ?? (await openLevel(tx, variantId, location.id, at))
    await record(tx, { reason: 'STATED', at }, [{ levelId, delta, note }])
  })
}
