import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { startSystem } from '@tradewind/embedded'
import type { TestProject } from 'vitest/node'

/** A whole system with the demo shop, which the files of the system tests share; tests get it through `inject`. */
export interface SharedSystem {
  readonly graphqlUrl: string
  readonly routerUrl: string
  readonly consoleUrl: string
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

/** Starts the system as `npm start` does, on free ports and in a folder of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
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
  const { routerUrl, consoleUrl, databases, queueUrl, admin } = system
  const graphqlUrl = `${routerUrl}/graphql`
  project.provide('system', { graphqlUrl, routerUrl, consoleUrl, databases, queueUrl, admin })
  return async () => {
    await system.stop()
    await rm(stateDirectory, { recursive: true, force: true })
  }
}
