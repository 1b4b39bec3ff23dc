import { existsSync } from 'node:fs'
import path from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import type { EventDatabase, SqlTransaction } from '@tradewind/events'
import { createPool } from '@tradewind/service'
import type { Pool } from 'pg'
import { generatePrismaClient } from '../../../scripts/generate/prisma-client.ts'

const fixture = path.resolve(import.meta.dirname, '../../../packages/events/test/fixture')
const client = path.join(fixture, 'generated/client.ts')

/** The tables of any subgraph's outbox and inbox. */
export const tablesFile = path.join(fixture, 'tables.sql')

export interface RoleDatabase {
  readonly pool: Pool
  readonly prisma: EventDatabase<SqlTransaction>
}

/** Makes the Prisma client that the processes use, where nobody has. */
export async function generateClient(): Promise<void> {
  if (!existsSync(client))
    await generatePrismaClient(path.join(fixture, 'schema.prisma'), path.dirname(client))
}

/** A pool and a Prisma client on it, as a subgraph has them. */
export async function openDatabase(url: string, name: string): Promise<RoleDatabase> {
  const pool = createPool(url, name)
  const { PrismaClient } = (await import(client)) as {
    PrismaClient: new (options: { adapter: PrismaPg }) => EventDatabase<SqlTransaction>
  }
  return { pool, prisma: new PrismaClient({ adapter: new PrismaPg(pool) }) }
}
