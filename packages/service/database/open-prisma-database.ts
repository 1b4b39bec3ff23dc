import type pg from 'pg'
import { createPool } from './pool.ts'

/** A database by its generated Prisma client, and the pool beneath it for whoever needs plain SQL or a connection. */
export interface PrismaDatabase<Client> {
  readonly prisma: Client
  readonly pool: pg.Pool
  /** Rejects when the database does not answer. */
  ping(): Promise<void>
  /** Lets go of every connection. */
  close(): Promise<void>
}

/**
 * Opens a database for a process that calls itself `applicationName` there. `connect` makes the generated client on the
 * pool, which both then share.
 */
export function openPrismaDatabase<Client extends { $disconnect(): Promise<void> }>(
  url: string,
  applicationName: string,
  connect: (pool: pg.Pool) => Client,
): PrismaDatabase<Client> {
  const pool = createPool(url, applicationName)
  const prisma = connect(pool)
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
