import type pg from 'pg'
import { createVariantLock } from './lock.ts'
import { publish } from './publish.ts'
import { publishContract } from './publish-contract.ts'
import { remove } from './remove.ts'
import { rollback } from './rollback.ts'
import type { Tools } from './tools.ts'
import type { Launches } from './types.ts'

export { LAUNCH_CHANNEL } from './record.ts'
export type { Tools } from './tools.ts'
export type * from './types.ts'

/** How much one graph may have. */
export const launchLimits = { maxBytes: 5 * 1024 * 1024, maxSubgraphs: 500, maxVariants: 200 }

/** Changes to variants. `locks` is a pool for nothing but the locks: those who wait keep no connection from others. */
export function createLaunches(tools: Tools, locks: pg.Pool): Launches {
  const lock = createVariantLock(locks)
  return {
    publish: (request) => lock(request, () => publish(tools, request)),
    remove: (request) => lock(request, () => remove(tools, request)),
    rollback: (request) => lock(request, () => rollback(tools, request)),
    publishContract: (request) => publishContract(tools, lock, request),
  }
}
