/**
 * What the router's cache brings, and how soon after a change it no longer gives what was before it: over the whole
 * system with its demo shop, once with its queues on PostgreSQL and answers in memory, once with both in Redis.
 *   npm run bench:cache -- [--changes 300] [--seconds 5]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startSystem } from '@tradewind/embedded'
import { findRedisServer, startRedis } from '@tradewind/testkit'
import { measureDelays } from './delays.ts'
import { openShop } from './shop.ts'
import { compareThroughput } from './throughput.ts'

const { values } = parseArgs({
  options: { changes: { type: 'string', default: '300' }, seconds: { type: 'string', default: '5' } },
})
const changes = Number(values.changes)
const seconds = Number(values.seconds)

async function bench(name: string, settings: Readonly<Record<string, string>>): Promise<void> {
  console.log(`\n${name}`)
  const stateDirectory = await mkdtemp(path.join(os.tmpdir(), 'tradewind-bench-cache-'))
  const system = await startSystem({
    root: path.resolve(import.meta.dirname, '../..'),
    stateDirectory,
    ports: 'ephemeral',
    seed: true,
    environment: {
      ...process.env,
      LOG_LEVEL: 'warn',
      // A miss is to be what one request costs, whoever else is asking.
      SHARE_CLIENT_REQUESTS: 'false',
      SHARE_SUBGRAPH_QUERIES: 'false',
      ...settings,
    },
    log: () => undefined,
  })
  try {
    const shop = await openShop(`${system.routerUrl}/graphql`, system.admin)
    await measureDelays(shop, changes)
    await compareThroughput(shop, seconds)
  } finally {
    await system.stop()
    await rm(stateDirectory, { recursive: true, force: true })
  }
}

await bench('Queues on PostgreSQL, answers in memory', {})
const binary = findRedisServer()
if (binary) {
  const redis = await startRedis(binary, ['--appendonly', 'no'])
  try {
    await bench('Queues on Redis, answers in Redis', {
      QUEUE_URL: redis.url,
      CACHE_REDIS_URL: `${redis.url}/1`,
    })
  } finally {
    await redis.stop()
  }
} else console.log('\nThere is no redis-server on this machine: Redis is not measured.')
