import { PrismaPg } from '@prisma/adapter-pg'
import { openPrismaDatabase, type PrismaDatabase } from '@tradewind/service'
import { PrismaClient, type Prisma } from './generated/client.ts'

/** What repositories and event handlers are given to work in. */
export type Transaction = Prisma.TransactionClient

/** The payments database. Prisma and the outbox relay share one pool. */
export type Database = PrismaDatabase<PrismaClient>

export const openDatabase = (url: string): Database =>
  // Minimal errors do not quote what a query was given: that may be a payment token.
  openPrismaDatabase(
    url,
    'payments',
    (pool) => new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: 'minimal' }),
  )
