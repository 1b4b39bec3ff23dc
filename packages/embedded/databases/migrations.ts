import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { MigrationError } from './error.ts'

export interface Migration {
  readonly name: string
  readonly sql: string
  /** SHA-256 of the file in hexadecimal, as Prisma records it. */
  readonly checksum: string
}

/** The migrations in a folder, in the order in which they apply. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: Error) => {
    throw new MigrationError(`There are no migrations in ${folder}: ${error.message}.`)
  })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return await Promise.all(names.toSorted().map((name) => readMigration(folder, name)))
}

/** Line endings do not count, as with Prisma: git may change them between systems. */
export function matchesChecksum(migration: Migration, checksum: string): boolean {
  const unix = migration.sql.replaceAll('\r\n', '\n')
  return [unix, unix.replaceAll('\n', '\r\n'), migration.sql].map(checksumOf).includes(checksum)
}

async function readMigration(folder: string, name: string): Promise<Migration> {
  const file = path.join(folder, name, 'migration.sql')
  const sql = await readFile(file, 'utf8').catch(() => {
    throw new MigrationError(`The migration ${name} has no file ${file}: restore it or remove its folder.`)
  })
  return { name, sql, checksum: checksumOf(sql) }
}

function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
