import { createPool } from '@tradewind/service'
import { PrismaPg } from '@prisma/adapter-pg'
import type { Pool } from 'pg'
import { PrismaClient, type Prisma } from './generated/client.ts'

export type Transaction = Prisma.TransactionClient

/** The database of this subgraph: Prisma and plain SQL on one pool. */
export interface Database {
  readonly prisma: PrismaClient
  readonly pool: Pool
  ping(): Promise<void>
  close(): Promise<void>
}

export function openDatabase(url: string): Database {
  const pool = createPool(url, 'identity')
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) })
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
