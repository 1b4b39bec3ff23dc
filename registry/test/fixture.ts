import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createTestDatabase } from '@tradewind/testkit'
import { findRover, roverEnvironment } from '../../scripts/rover/rover.ts'
import { openDatabase, type Database } from '../data/database.ts'
import { ensureGraph } from '../data/graphs.ts'
import type { Scope } from '../domain/key.ts'
import type { RegistryEnvironment } from '../environment.ts'
import { createKeys } from '../keys/index.ts'
import { start } from '../main.ts'

export interface TestRegistry extends AsyncDisposable {
  readonly url: string
  readonly databaseUrl: string
  readonly database: Database
  /** A new graph with a key that may do all that the scopes say. */
  graph(...scopes: Scope[]): Promise<TestGraph>
}

export interface TestGraph {
  readonly id: string
  readonly key: string
}

export interface Run {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A registry with a database of its own, as `npm start` would run it. */
export async function startRegistry(settings: Partial<RegistryEnvironment> = {}): Promise<TestRegistry> {
  const { url: databaseUrl, drop } = await createTestDatabase('registry')
  const running = await start(environmentFor(databaseUrl, settings))
  const database = openDatabase(databaseUrl)
  let graphs = 0
  return {
    url: running.url,
    databaseUrl,
    database,
    async graph(...scopes) {
      const id = `graph${++graphs}`
      await ensureGraph(database.prisma, id)
      const who = { command: 'test' }
      const { secret } = await createKeys(database.prisma).create({ graphId: id, name: 'test', scopes, who })
      return { id, key: secret }
    },
    async [Symbol.asyncDispose]() {
      await running.stop()
      await database.close()
      await drop()
    },
  }
}

export const environmentFor = (
  databaseUrl: string,
  settings: Partial<RegistryEnvironment> = {},
): RegistryEnvironment => ({
  NODE_ENV: 'test',
  LOG_LEVEL: 'silent',
  HOST: '127.0.0.1',
  PORT: 0,
  JWKS_URL: 'http://127.0.0.1:9/jwks.json',
  TOKEN_ISSUER: 'tradewind',
  DATABASE_URL: databaseUrl,
  REGISTRY_PUBLIC_URL: 'http://registry.test',
  ROUTER_URL: 'http://127.0.0.1:9/graphql',
  COOKIE_SECRET: 'a cookie secret of more than 32 characters',
  COMPOSITION_TIMEOUT_MS: 60_000,
  COMPOSITION_MEMORY_MB: 512,
  MAX_SCHEMA_BYTES: 5 * 1024 * 1024,
  USAGE_RETENTION_DAYS: 90,
  REGISTRY_MAX_BODY_BYTES: 16 * 1024 * 1024,
  PUBLISH_ONCE: false,
  PUBLISH_TO: { graphId: 'tradewind', variant: 'current' },
  ...settings,
})

const binary = findRover()

export interface Rover extends AsyncDisposable {
  /** The folder it runs in. */
  readonly folder: string
  /** Runs the real, unmodified rover. */
  run(key: string, ...options: string[]): Promise<Run>
  /** Writes a file for it and gives its path. */
  file(name: string, content: string): Promise<string>
}

/** Rover, talking to a registry and to nobody else. */
export async function roverFor(registryUrl: string): Promise<Rover> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'rover-registry-'))
  const base = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    NO_COLOR: '1',
    APOLLO_CONFIG_HOME: path.join(folder, '.rover'),
    APOLLO_REGISTRY_URL: `${registryUrl}/graphql`,
  }
  return {
    folder,
    async run(key, ...options) {
      const env = roverEnvironment({ ...base, APOLLO_KEY: key })
      const child = spawn(String(binary), options, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
      const [stdout, stderr] = [read(child.stdout), read(child.stderr)]
      const status = await new Promise<number | null>((resolve, reject) => {
        child.once('error', reject)
        child.once('close', resolve)
      })
      return { status, stdout: await stdout, stderr: await stderr }
    },
    async file(name, content) {
      await writeFile(path.join(folder, name), content)
      return name
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Whether rover has a binary that runs on this machine. */
export const hasRover = binary !== null

async function read(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

export const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key", "@shareable", "@external", "@requires", "@tag"])'
