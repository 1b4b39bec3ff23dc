import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { createDatabase } from '../databases/create.ts'
import { migrate } from '../databases/migrate.ts'
import { StartError } from '../error.ts'
import type { Secrets } from './secrets.ts'

/** The database of the queues, for as long as no other back end is named. */
export const queueDatabase = 'queue'

/** The subgraphs that have a database: the folders of `prisma/`. */
export function databaseNames(root: string): string[] {
  const folder = path.join(root, 'prisma')
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter((name) => existsSync(path.join(folder, name, 'migrations')))
}

/**
 * Makes every database with its role, and brings it up to date.
 * @returns their URLs by name, and the migrations that were applied
 */
export async function prepareDatabases(
  root: string,
  names: readonly string[],
  admin: string,
  secrets: Secrets,
): Promise<{ urls: Record<string, string>; applied: string[] }> {
  const prepared = await Promise.all(names.map((name) => prepare(root, name, admin, secrets)))
  return {
    urls: Object.fromEntries(prepared.map(({ name, url }) => [name, url])),
    applied: prepared.flatMap(({ applied }) => applied),
  }
}

async function prepare(root: string, name: string, admin: string, secrets: Secrets) {
  const password = secrets.roles[name]!
  const url = await createDatabase(admin, { name, role: name, password }).catch(explain)
  const migrations = path.join(root, 'prisma', name, 'migrations')
  return { name, url, applied: existsSync(migrations) ? await migrate(url, migrations) : [] }
}

function explain(error: Error): never {
  const wrongPassword = error instanceof pg.DatabaseError && error.code === '28P01'
  if (!wrongPassword) throw error
  throw new StartError(
    'The password in .tradewind/secrets.json does not open the databases beside it: restore the file that belongs ' +
      'to them, or delete .tradewind to begin anew.',
  )
}
