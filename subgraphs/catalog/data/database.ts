import { PrismaPg } from '@prisma/adapter-pg'
import { openPrismaDatabase, transact, type PrismaDatabase } from '@tradewind/service'
import { PrismaClient, type Prisma } from './generated/client.ts'

export type Transaction = Prisma.TransactionClient

/** Prisma on a pool that `pg` can share. */
export type Database = PrismaDatabase<PrismaClient>

export const openDatabase = (url: string): Database =>
  openPrismaDatabase(url, 'catalog', (pool) => new PrismaClient({ adapter: new PrismaPg(pool) }))

const ATTEMPTS = 6

/** Thrown by work that finds out by itself that another change came between; it is tried again. */
export class LostRaceError extends Error {
  override readonly name = 'LostRaceError'
}

/**
 * Runs a change in one transaction. Where another change won the race for a handle or SKU, or deleted what this one
 * refers to, it is tried again and then sees why it must be refused; so `work` has no effect outside the transaction.
 */
export async function change<Result>(
  { prisma }: Database,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transact<Transaction, Result>(prisma, work)
    } catch (error) {
      if (attempt >= ATTEMPTS || !lostRace(error)) throw error
    }
  }
}

/** Besides, unique and foreign key violations: from Prisma's own statements (P2002, P2003) and from raw ones. */
function lostRace(error: unknown): boolean {
  if (error instanceof LostRaceError) return true
  const { code, meta } = error as {
    code?: string
    meta?: { driverAdapterError?: { cause?: { originalCode?: string } } }
  }
  const state = meta?.driverAdapterError?.cause?.originalCode
  return code === 'P2002' || code === 'P2003' || state === '23505' || state === '23503'
}
