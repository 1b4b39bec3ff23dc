/**
 * Applies a subgraph's migrations to the database that DATABASE_URL (or DATABASE_URL_FILE) names, and ends.
 *   node scripts/migrate.ts <subgraph>
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { migrate } from '@tradewind/embedded'
import { EnvironmentError, readEnvironment } from '@tradewind/service'
import { z } from 'zod'

const [name = ''] = process.argv.slice(2)
const folder = path.resolve(import.meta.dirname, '../prisma', path.basename(name), 'migrations')

try {
  if (!name || !existsSync(folder))
    throw new Error('Usage: node scripts/migrate.ts <subgraph with migrations>')
  const { DATABASE_URL } = readEnvironment({ DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }) })
  const applied = await migrate(DATABASE_URL, folder)
  console.log(applied.length > 0 ? `Applied to ${name}: ${applied.join(', ')}` : `${name} is up to date.`)
} catch (error) {
  console.error(
    error instanceof EnvironmentError ? error.message : `Cannot migrate ${name}: ${(error as Error).message}`,
  )
  process.exitCode = 1
}
