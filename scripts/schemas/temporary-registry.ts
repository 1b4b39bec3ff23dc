import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { newId, type OperationUsage, type UsageReport } from '@tradewind/service'
import { createDatabase, migrate, startedProcess } from '@tradewind/embedded'
import { stringify } from 'yaml'
import type { Subgraph } from './release.ts'

const root = path.resolve(import.meta.dirname, '../..')

export const GRAPH_REF = 'tradewind@current'

export interface TemporaryRegistry {
  readonly url: string
  /** A key that may publish. */
  readonly key: string
  readonly databaseUrl: string
  stop(): Promise<void>
}

export interface TemporaryRegistryOptions {
  /** The superuser URL of a PostgreSQL that may be filled. */
  readonly postgresUrl: string
  /** An empty folder. */
  readonly folder: string
  readonly subgraphs: readonly Subgraph[]
  /** What clients have sent. */
  readonly operations: readonly OperationUsage[]
}

/** Starts the registry with a database of its own, publishes subgraphs to it and reports operations. */
export async function startTemporaryRegistry(options: TemporaryRegistryOptions): Promise<TemporaryRegistry> {
  const { postgresUrl, folder, subgraphs, operations } = options
  const secret = (): string => randomBytes(32).toString('base64url')
  const database = `registry_${randomBytes(4).toString('hex')}`
  const databaseUrl = await createDatabase(postgresUrl, {
    name: database,
    role: database,
    password: secret(),
  })
  await migrate(databaseUrl, path.join(root, 'prisma/registry/migrations'))
  const key = `service:tradewind:${secret()}`
  const routerKey = `service:tradewind:${secret()}`
  const nowhere = 'http://127.0.0.1:1'
  const child = fork(path.join(root, 'registry/main.ts'), {
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      NODE_ENV: 'test',
      LOG_LEVEL: 'warn',
      PORT: '0',
      DATABASE_URL: databaseUrl,
      // Nobody signs in here.
      ROUTER_URL: nowhere,
      JWKS_URL: nowhere,
      COOKIE_SECRET: secret(),
      PUBLISH_SUPERGRAPH: await writeSupergraph(folder, subgraphs),
      PUBLISH_TO: GRAPH_REF,
      ROVER_KEY: key,
      ROUTER_KEY: routerKey,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const { url, stop } = await startedProcess(child, () => 'The registry did not start; it says above why.')
  try {
    await report(url, routerKey, operations)
    return { url, key, databaseUrl, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Writes a supergraph.yaml with its schemas. Returns its path. */
async function writeSupergraph(folder: string, subgraphs: readonly Subgraph[]): Promise<string> {
  await mkdir(folder, { recursive: true })
  const entries = subgraphs.map(async ({ name, url, sdl }) => {
    await writeFile(path.join(folder, `${name}.graphql`), sdl)
    return [name, { routing_url: url, schema: { file: `./${name}.graphql` } }]
  })
  const file = path.join(folder, 'supergraph.yaml')
  await writeFile(file, stringify({ subgraphs: Object.fromEntries(await Promise.all(entries)) as object }))
  return file
}

async function report(url: string, key: string, operations: readonly OperationUsage[]): Promise<void> {
  const reportedAt = new Date().toISOString()
  const body: UsageReport = {
    id: newId(),
    graphRef: GRAPH_REF,
    reportedAt,
    dropped: 0,
    operations: [...operations],
  }
  const response = await fetch(`${url}/usage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`The registry takes no usage: ${await response.text()}`)
}
