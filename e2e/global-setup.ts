import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { startSystem } from '@tradewind/embedded'
import type { TestProject } from 'vitest/node'
import { foldersIn } from '../packages/embedded/system/state-folder.ts'

/** A whole system with the demo shop, which the files of the system tests share; tests get it through `inject`. */
export interface SharedSystem {
  readonly graphqlUrl: string
  readonly routerUrl: string
  readonly consoleUrl: string
  /** The base URL of every part. */
  readonly urls: Readonly<Record<string, string>>
  /** Where the supervisor notes the process of every part: `ordering.json`. */
  readonly runFolder: string
  /** The URL of each subgraph's database, for assertions that no API can make. */
  readonly databases: Readonly<Record<string, string>>
  readonly queueUrl: string
  readonly admin: { readonly email: string; readonly password: string }
}

declare module 'vitest' {
  interface ProvidedContext {
    system: SharedSystem
  }
}

let started: ReturnType<typeof start> | undefined

/** Starts the system as `npm start` does, on free ports and in a folder of its own. */
async function start() {
  const stateDirectory = await mkdtemp(path.join(os.tmpdir(), 'tradewind-e2e-'))
  const lines: string[] = []
  const system = await startSystem({
    root: path.resolve(import.meta.dirname, '..'),
    stateDirectory,
    ports: 'ephemeral',
    seed: true,
    environment: { ...process.env, LOG_LEVEL: 'warn' },
    log: (line) => lines.push(line),
  }).catch((error: Error) => {
    throw new Error(`The system does not start: ${error.message}\n${lines.join('\n')}`, { cause: error })
  })
  return { system, stateDirectory }
}

/** One system is for all projects of a run: those that break it come after the others. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { system, stateDirectory } = await (started ??= start())
  const { routerUrl, consoleUrl, urls, databases, queueUrl, admin } = system
  project.provide('system', {
    graphqlUrl: `${routerUrl}/graphql`,
    routerUrl,
    consoleUrl,
    urls,
    runFolder: foldersIn(stateDirectory).run,
    databases,
    queueUrl,
    admin,
  })
  return async () => {
    await system.stop()
    await rm(stateDirectory, { recursive: true, force: true })
  }
}
