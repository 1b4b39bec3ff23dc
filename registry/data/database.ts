import { PrismaPg } from '@prisma/adapter-pg'
import { openPrismaDatabase, type PrismaDatabase } from '@tradewind/service'
import { PrismaClient, type Prisma } from './generated/client.ts'

/** What repositories are given to work in: the client itself, or a transaction of it. */
export type Transaction = Prisma.TransactionClient

/** The registry's database. Prisma and plain SQL share one pool. */
export type Database = PrismaDatabase<PrismaClient>

export const openDatabase = (url: string): Database =>
  // Minimal errors do not quote what a query was given: that may be a schema of megabytes.
  openPrismaDatabase(
    url,
    'registry',
    (pool) => new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: 'minimal' }),
  )
