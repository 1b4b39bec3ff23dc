import { existsSync } from 'node:fs'
import path from 'node:path'
import { createDatabase, migrate, type Postgres } from '@tradewind/embedded'
import { diffSchema } from './schema-engine.ts'

const root = path.resolve(import.meta.dirname, '../..')

/** The SQL that a subgraph's migrations lack to give what its schema.prisma describes; empty when they agree. */
export async function missingMigration(server: Postgres, name: string): Promise<string> {
  const folder = path.join(root, 'prisma', name)
  const database = `drift_${name}`.replaceAll('-', '_')
  const url = await createDatabase(server.url(), {
    name: database,
    role: database,
    password: crypto.randomUUID(),
  })
  const migrations = path.join(folder, 'migrations')
  if (existsSync(migrations)) await migrate(url, migrations)
  return diffSchema(url, path.join(folder, 'schema.prisma'))
}
