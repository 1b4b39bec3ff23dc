import path from 'node:path'
import { beginGenerating, composeIfMissing } from './generated-files.ts'
import { createSteps, type Log } from './report.ts'
import { registryKey } from './parts.ts'
import { addressesOf, type Replicas } from './replicas.ts'
import type { SystemPart } from './start-parts.ts'
import { foldersIn } from './state-folder.ts'
import { check, fillShopOnce, openDatabases, startAllParts, startDatabaseServer } from './steps.ts'

export interface SystemOptions {
  /** The checkout. */
  readonly root: string
  /** Where everything that must outlive this process is kept; made when missing. */
  readonly stateDirectory: string
  /** `ephemeral` takes any free ports instead of those of the settings. */
  readonly ports?: 'ephemeral'
  /** A queue back end other than the embedded PostgreSQL. */
  readonly queueUrl?: string
  /** Subgraphs that are to run more than once. */
  readonly replicas?: Replicas
  /** Options of Node for a part, by its name. */
  readonly flags?: (part: string) => readonly string[]
  /** Whether to fill the demo shop if that has not been done: only if so told, and the settings do not forbid it. */
  readonly seed?: boolean
  /** The settings, instead of `.env` and the environment of this process. */
  readonly environment?: Readonly<NodeJS.ProcessEnv>
  /** Abandons the start. */
  readonly signal?: AbortSignal
  readonly log: Log
}

export interface System {
  readonly routerUrl: string
  readonly consoleUrl: string
  /** The schema registry and a key of its graph for rover; null where the settings leave it out. */
  readonly registry: { readonly url: string; readonly roverKey: string } | null
  /** The base URL of every part. */
  readonly urls: Readonly<Record<string, string>>
  /** The URL of every database as its own role. */
  readonly databases: Readonly<Record<string, string>>
  readonly queueUrl: string
  readonly admin: { readonly email: string; readonly password: string }
  /** Whether the demo shop is there. */
  readonly demo: boolean
  /** The processes, to look at or to kill; one that dies is started again. */
  readonly parts: readonly SystemPart[]
  readonly postgres: { readonly port: number; readonly pid: number }
  /** Stops everything: router, registry, console, subgraphs, PostgreSQL. Calling it again is harmless. */
  stop(): Promise<void>
}

/**
 * Starts the whole system on this machine and waits until every part is ready. A start that fails or is abandoned
 * leaves nothing running.
 * @throws StartError, PostgresError or MigrationError: sentences that say what to do
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { log, signal = new AbortController().signal } = options
  const folders = foldersIn(options.stateDirectory)
  await using started = new AsyncDisposableStack()
  const start = { options, folders, step: createSteps(log), log, signal, started }

  const checked = await check(start)
  const generated = beginGenerating(start)
  const postgres = await startDatabaseServer(start, checked)
  const { databases, queueUrl } = await openDatabases(start, checked, postgres)
  await generated()
  const supergraphPath = await composeIfMissing(start)

  const { settings, secrets, planned } = checked
  const urls = await addressesOf(planned, options.replicas)
  const subgraphs = planned.filter(({ edge, replicaOf }) => !edge && !replicaOf).map(({ name }) => name)
  const surroundings = {
    settings,
    secrets,
    supergraphPath,
    supergraphConfig: path.join(options.root, 'supergraph.yaml'),
    urls,
    subgraphs,
    databases,
    queueUrl,
  }
  const parts = await startAllParts(start, planned, surroundings)
  const routerUrl = urls['router']!
  const demo = await fillShopOnce(start, checked, routerUrl)

  const running = started.move()
  return {
    routerUrl,
    consoleUrl: urls['console']!,
    registry: urls['registry'] ? { url: urls['registry'], roverKey: registryKey(secrets.roverKey) } : null,
    urls,
    databases,
    queueUrl,
    admin: secrets.admin,
    demo,
    parts,
    postgres,
    stop: () => running.disposeAsync(),
  }
}
