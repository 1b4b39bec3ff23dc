import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { startSystem, type System } from '@tradewind/embedded'
import type { QueueKind } from '@tradewind/testkit'
import { startBalancer } from './balancer.ts'
import { keepRedis, type KeptRedis } from './redis.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const preload = pathToFileURL(path.join(import.meta.dirname, '../fail-points/preload.ts'))
/** What has neither an outbox nor an inbox. */
const aside = new Set(['router', 'console', 'registry'])
const replicas: Readonly<Record<string, number>> = { ordering: 3, inventory: 2 }

/** Every wait of every process, short enough that the quiet time sees each of them end. Those of the bus are as ever. */
const environment = {
  LOG_LEVEL: 'info',
  ORDER_RESERVATION_TIMEOUT: '30',
  ORDER_PAYMENT_TIMEOUT: '45',
  ORDER_COMMIT_TIMEOUT: '30',
  RESERVATION_MINUTES: '1',
  PAYMENT_PROVIDER_TIMEOUT_MS: '1000',
  PAYMENT_FIRST_WAIT_MS: '500',
  PAYMENT_SANDBOX_DELAY_MS: '1500',
}

export interface CrashSystem extends System {
  readonly redis: KeptRedis | null
  /** The folder by whose files the fail points are armed. */
  readonly failPoints: string
  /** When it stood: what is published from then on has to reach everybody who is bound. */
  readonly since: Date
}

export interface CrashSystemOptions {
  readonly queue: QueueKind
  /** An empty folder for everything: data, logs, what arms the fail points. */
  readonly folder: string
  readonly log: (line: string) => void
}

/** Starts the whole system: ordering three times, inventory twice, fail points to arm, the queues on `queue`. */
export async function startCrashSystem(options: CrashSystemOptions): Promise<CrashSystem> {
  const { folder, log } = options
  await using started = new AsyncDisposableStack()
  const failPoints = path.join(folder, 'fail-points')
  const appendOnly = path.join(folder, 'redis')
  await Promise.all([failPoints, appendOnly].map((made) => mkdir(made)))

  const redis = options.queue === 'redis' ? await keepRedis(appendOnly) : null
  if (redis) started.defer(() => redis.stop())
  const system = await startSystem({
    root,
    stateDirectory: path.join(folder, 'state'),
    ports: 'ephemeral',
    ...(redis && { queueUrl: redis.url }),
    environment: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      // A part that is killed keeps nothing of what it has compiled: without a place that somebody else has filled,
      // every start of the storm would begin from nothing.
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      ...environment,
    },
    replicas: {
      count: replicas,
      async balance(_subgraph, urls) {
        const balancer = await startBalancer(urls)
        started.defer(() => balancer.close())
        return balancer.url
      },
    },
    flags: (part) => (aside.has(part) ? [] : ['--import', withQuery(preload, { folder: failPoints, part })]),
    log: (line, passing) => passing || log(line),
  })
  started.defer(() => system.stop())

  const running = started.move()
  const databases = Object.fromEntries(Object.entries(system.databases).filter(([name]) => !aside.has(name)))
  return { ...system, databases, redis, failPoints, since: new Date(), stop: () => running.disposeAsync() }
}

function withQuery(url: URL, query: Readonly<Record<string, string>>): string {
  const full = new URL(url)
  for (const [name, value] of Object.entries(query)) full.searchParams.set(name, value)
  return full.href
}
