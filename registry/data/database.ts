import { PrismaPg } from '@prisma/adapter-pg'
import { createPool } from '@tradewind/service'
import type pg from 'pg'
import { PrismaClient, type Prisma } from './generated/client.ts'

/** What repositories are given to work in: the client itself, or a transaction of it. */
export type Transaction = Prisma.TransactionClient

export interface Database {
  readonly prisma: PrismaClient
  readonly pool: pg.Pool
  /** Rejects when the database does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** Opens the registry's database. Prisma and plain SQL share one pool. */
export function openDatabase(url: string): Database {
  const pool = createPool(url, 'registry')
  // Minimal errors do not quote what a query was given: that may be a schema of megabytes.
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: 'minimal' })
  return {
    prisma,
    pool,
    async ping() {
      await pool.query('SELECT 1')
    },
    async close() {
      await prisma.$disconnect()
      await pool.end()
    },
  }
}
