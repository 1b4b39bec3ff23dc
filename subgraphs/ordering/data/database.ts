import { PrismaPg } from '@prisma/adapter-pg'
import { openPrismaDatabase, type PrismaDatabase } from '@tradewind/service'
import { PrismaClient, type Prisma } from './generated/client.ts'

export type Transaction = Prisma.TransactionClient

/** Ordering's database: Prisma for reads and writes, and the pool beneath it for whoever needs a connection. */
export type Database = PrismaDatabase<PrismaClient>

export const openDatabase = (url: string): Database =>
  openPrismaDatabase(url, 'ordering', (pool) => new PrismaClient({ adapter: new PrismaPg(pool) }))
