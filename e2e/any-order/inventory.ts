import { newId, readEnvironment } from '@tradewind/service'
import { openDatabase } from '../../subgraphs/inventory/data/database.ts'
import { adjustStock } from '../../subgraphs/inventory/data/stock-commands.ts'
import { environmentShape } from '../../subgraphs/inventory/environment.ts'
import { subscriptions } from '../../subgraphs/inventory/events/subscriptions.ts'
import { openPart, surroundings, type Clock } from './part.ts'

/** The location that the migrations open. */
const MAIN = '019a0000-0000-7000-8000-000000000001'

export type Inventory = Awaited<ReturnType<typeof openInventory>>

/** Inventory, with what staff can do there. */
export async function openInventory({ now: clock }: Clock) {
  const { environment: source, drop } = await surroundings('inventory')
  const environment = readEnvironment(environmentShape, source)
  const database = openDatabase(environment.DATABASE_URL)
  const { prisma } = database
  const part = await openPart({
    name: 'inventory',
    database,
    subscriptions: subscriptions({ clock, holdFor: environment.RESERVATION_MINUTES * 60_000 }),
    keeping: ['location'],
  })
  return {
    ...part,
    prisma,
    async close() {
      await part.close()
      await drop()
    },
    /** Pieces on hand that are not held. */
    async free(variantId: string): Promise<number> {
      const levels = await prisma.stockLevel.findMany({ where: { variantId } })
      return levels.reduce((sum, { available }) => sum + available, 0)
    },
    /** What came of it. */
    async adjust(variantId: string, delta: number): Promise<string> {
      const answer = await adjustStock(
        prisma,
        { variantId, locationId: MAIN, delta, reason: 'COUNTED', note: null, idempotencyKey: newId() },
        { actorId: newId(), at: clock() },
      )
      return answer.ok ? 'done' : `refused: ${answer.refusal.code}`
    },
  }
}
