import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createDatabase, startPostgres } from '@tradewind/embedded'
import { findRedisServer, startRedis, type QueueKind } from '@tradewind/testkit'
import pg from 'pg'
import { tablesFile } from './roles/database.ts'

/** Where a benchmark runs: servers of its own on the loopback, with everything made durable as in production. */
export interface Servers {
  readonly harbourUrl: string
  readonly lighthouseUrl: string
  /** The back ends that this machine has. */
  readonly queueUrls: ReadonlyMap<QueueKind, string>
  stop(): Promise<void>
}

/** Starts PostgreSQL as `npm start` does, and Redis (append-only file, synced every second) where the machine has one. */
export async function startServers(): Promise<Servers> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'tradewind-bench-events-'))
  await using started = new AsyncDisposableStack()
  started.defer(() => rm(directory, { recursive: true, force: true }))
  const postgres = await startPostgres({
    directory: path.join(directory, 'postgres'),
    password: crypto.randomUUID(),
  })
  started.defer(() => postgres.stop())
  const database = (name: string): Promise<string> =>
    createDatabase(postgres.url(), { name, role: name, password: crypto.randomUUID() })
  const queueUrls = new Map<QueueKind, string>([['postgres', await database('queue')]])

  const binary = findRedisServer()
  if (binary) {
    const durable = ['--appendonly', 'yes', '--appendfsync', 'everysec', '--dir', directory]
    const redis = await startRedis(binary, durable)
    started.defer(() => redis.stop())
    queueUrls.set('redis', redis.url)
  }
  const [harbourUrl, lighthouseUrl] = [await database('harbour'), await database('lighthouse')]
  const tables = await readFile(tablesFile, 'utf8')
  for (const url of [harbourUrl, lighthouseUrl]) await withClient(url, (client) => client.query(tables))
  const stack = started.move()
  return { harbourUrl, lighthouseUrl, queueUrls, stop: () => stack.disposeAsync() }
}

export async function withClient<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
