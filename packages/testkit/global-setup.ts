import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { startPostgres } from '@tradewind/embedded'
import type { TestProject } from 'vitest/node'
import { findRedisServer, startRedis } from './redis.ts'

/** Where the servers of a test run are; tests get it through vitest's `inject`. */
export interface TestServers {
  /** The superuser URL of a PostgreSQL that is only there for this run. */
  readonly postgresUrl: string
  /** A Redis that is only there for this run; null where the machine has no redis-server. */
  readonly redisUrl: string | null
}

declare module 'vitest' {
  interface ProvidedContext {
    servers: TestServers
  }
}

/** Starts the servers that the whole run shares, and stops them when it ends. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'tradewind-test-'))
  const postgres = await startPostgres({
    directory: path.join(directory, 'postgres'),
    password: crypto.randomUUID(),
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  })
  const redisServer = findRedisServer()
  const redis = redisServer ? await startRedis(redisServer) : null
  if (!redis) {
    console.warn('NOTICE: no redis-server on this machine, so everything that runs on Redis is skipped.')
  }
  project.provide('servers', { postgresUrl: postgres.url(), redisUrl: redis?.url ?? null })
  return async () => {
    await redis?.stop()
    await postgres.stop()
    await rm(directory, { recursive: true, force: true })
  }
}
