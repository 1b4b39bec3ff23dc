/**
 * Migrations of the subgraphs' databases, without a download and without a server started by hand.
 *   npm run migration -- <subgraph> <what-changes>   writes the next migration from the changes in schema.prisma
 *   npm run migration -- --check                     fails when a schema and its migrations disagree
 */
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { missingMigration } from './migration/drift.ts'
import { withScratchServer } from './migration/scratch-database.ts'

const folder = path.resolve(import.meta.dirname, '../prisma')

/** The names of the databases whose migrations do not give what their schema describes. */
export async function driftedDatabases(): Promise<string[]> {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(folder, entry.name, 'schema.prisma')))
    .map((entry) => entry.name)
  return withScratchServer(async (server) => {
    const drifted: string[] = []
    for (const name of names) if ((await missingMigration(server, name)) !== '') drifted.push(name)
    return drifted
  })
}

async function writeMigration(name: string, what: string): Promise<void> {
  if (!existsSync(path.join(folder, name, 'schema.prisma'))) {
    throw new Error(`There is no prisma/${name}/schema.prisma; name a subgraph that has one.`)
  }
  const sql = await withScratchServer((server) => missingMigration(server, name))
  if (sql === '') return console.log(`${name}: the migrations already give what schema.prisma describes.`)
  const migrations = path.join(folder, name, 'migrations')
  const timestamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)
  const target = path.join(migrations, `${timestamp}_${what.replaceAll(/\W+/g, '_').toLowerCase()}`)
  await mkdir(target, { recursive: true })
  await writeFile(path.join(target, 'migration.sql'), sql)
  const lock = path.join(migrations, 'migration_lock.toml')
  if (!existsSync(lock)) await writeFile(lock, '# Written by Prisma; do not edit.\nprovider = "postgresql"\n')
  console.log(
    `Wrote ${path.relative(path.dirname(folder), target)}/migration.sql; read it before you commit it.`,
  )
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { check: { type: 'boolean' } },
  })
  const [name, what] = positionals
  if (values.check) {
    const drifted = await driftedDatabases()
    for (const database of drifted) {
      console.error(
        `prisma/${database}: schema.prisma has changes without a migration; run \`npm run migration -- ${database} <what>\`.`,
      )
    }
    process.exitCode = drifted.length > 0 ? 1 : 0
  } else if (name && what) {
    await writeMigration(name, what)
  } else {
    console.error('Usage: npm run migration -- <subgraph> <what-changes> | --check')
    process.exitCode = 1
  }
}
