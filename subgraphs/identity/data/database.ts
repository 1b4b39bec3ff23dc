import { PrismaPg } from '@prisma/adapter-pg'
import { openPrismaDatabase, type PrismaDatabase } from '@tradewind/service'
import { PrismaClient, type Prisma } from './generated/client.ts'

export type Transaction = Prisma.TransactionClient

/** The database of this subgraph: Prisma and plain SQL on one pool. */
export type Database = PrismaDatabase<PrismaClient>

export const openDatabase = (url: string): Database =>
  openPrismaDatabase(url, 'identity', (pool) => new PrismaClient({ adapter: new PrismaPg(pool) }))
