import { createPool } from '@tradewind/service'
import { explainAll, fillTables, type Plan } from '../../packages/events/test/fixture/plans.ts'
import type { Servers } from './servers.ts'

/** Pages that any of the statements may look at, whatever the size of the tables: it is 3,062 with 300,000 and with 5,000,000 rows. */
const MOST_PAGES = 5000

/**
 * Fills an outbox and an inbox with so many rows, and returns how PostgreSQL goes about each statement on them.
 * @throws when one of them reads a table from end to end, goes by no index, or looks at more pages than it has to
 */
export async function plansAt(servers: Servers, rows: number): Promise<Plan[]> {
  const pool = createPool(servers.harbourUrl, 'bench')
  try {
    await fillTables(pool, rows)
    const plans = await explainAll(pool)
    for (const { name, scanned, indexes, pages } of plans) {
      if (scanned.length > 0) throw new Error(`"${name}" reads all of ${scanned.join(', ')}.`)
      if (indexes.length === 0) throw new Error(`"${name}" goes by no index.`)
      if (pages > MOST_PAGES) throw new Error(`"${name}" looks at ${pages} pages.`)
    }
    return plans
  } finally {
    await pool.end()
  }
}
