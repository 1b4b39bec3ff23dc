import { PrismaPg } from '@prisma/adapter-pg'
import { createPool, transact } from '@tradewind/service'
import type { Pool } from 'pg'
import { PrismaClient, type Prisma } from './generated/client.ts'

export type Transaction = Prisma.TransactionClient

export interface Database {
  readonly prisma: PrismaClient
  readonly pool: Pool
  /** Throws if the database does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** Prisma on a pool that `pg` can share. */
export function openDatabase(url: string): Database {
  const pool = createPool(url, 'catalog')
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) })
  return {
    prisma,
    pool,
    ping: async () => void (await pool.query('SELECT 1')),
    async close() {
      await prisma.$disconnect()
      await pool.end()
    },
  }
}

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
