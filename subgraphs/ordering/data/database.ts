import { PrismaPg } from '@prisma/adapter-pg'
import { createPool } from '@tradewind/service'
import type pg from 'pg'
import { PrismaClient, type Prisma } from './generated/client.ts'

export type Transaction = Prisma.TransactionClient

/** Ordering's database: Prisma for reads and writes, and the pool beneath it for whoever needs a connection. */
export interface Database {
  readonly prisma: PrismaClient
  readonly pool: pg.Pool
  /** Throws when the database does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

export function openDatabase(url: string): Database {
  const pool = createPool(url, 'ordering')
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) })
  return {
    prisma,
    pool,
    ping: async () => void (await pool.query('SELECT 1')),
    close: async () => {
      await prisma.$disconnect()
      await pool.end()
    },
  }
}
