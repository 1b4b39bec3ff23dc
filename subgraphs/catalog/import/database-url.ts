import path from 'node:path'
import { databaseUrl } from '../environment.ts'

const root = path.resolve(import.meta.dirname, '../../..')

/**
 * The catalog's database: what DATABASE_URL says, else the one of the system that `npm start` runs from this checkout.
 * Undefined if there is neither. The embedded mode is asked only here and only by the operator's command; images for
 * production leave it out.
 */
export async function findDatabaseUrl(): Promise<string | undefined> {
  const given = databaseUrl()
  if (given) return given
  // oxlint-disable-next-line no-restricted-imports -- the operator's command asks, not the subgraph
  const { findRunningSystem } = await import('@tradewind/embedded').catch(() => ({
    findRunningSystem: () => null,
  }))
  return findRunningSystem(root)?.databases.get('catalog')
}
