import { existsSync } from 'node:fs'
import path from 'node:path'
import { endLeftovers } from '../processes/leftovers.ts'
import { abortable } from './abortable.ts'
import { keepPostgres, type DatabaseServer } from './database-server.ts'
import { databaseNames, prepareDatabases, queueDatabase } from './databases.ts'
import { fillShop } from './demo.ts'
import { parseSettings, readSettings, type Settings } from './environment.ts'
import { unknownNames } from './part-environment.ts'
import { defineParts, type Surroundings } from './parts.ts'
import { assignPorts, requireFreePorts, type PlannedPart } from './plan.ts'
import type { Log, createSteps } from './report.ts'
import { replicate } from './replicas.ts'
import { openSecrets, type Secrets } from './secrets.ts'
import { startParts, stopParts, untilAllReady, type SystemPart } from './start-parts.ts'
import type { SystemOptions } from './start-system.ts'
import { occupy, type StateFolders } from './state-folder.ts'
import { readSubgraphs } from './supergraph.ts'

/** What the steps of a start share. */
export interface Start {
  readonly options: SystemOptions
  readonly folders: StateFolders
  readonly step: ReturnType<typeof createSteps>
  readonly log: Log
  /** Aborted when the start is abandoned. */
  readonly signal: AbortSignal
  /** What has been started, to be stopped in the opposite order. */
  readonly started: AsyncDisposableStack
}

export interface Checked {
  readonly settings: Settings
  readonly secrets: Secrets
  readonly planned: readonly PlannedPart[]
}

/** Settings, folder, ports and secrets: whatever can be wrong with this machine is told here. */
export async function check({ options, folders, step, log, started }: Start): Promise<Checked> {
  const { root } = options
  const ephemeral = options.ports === 'ephemeral'
  return await step('Checking this machine', async ({ done }) => {
    const settings = options.environment
      ? parseSettings(options.environment)
      : readSettings(root, process.env)
    const definitions = replicate(defineParts(readSubgraphs(root), settings), options.replicas)
    for (const name of unknownNames(root, definitions, settings)) {
      log(`! ${name} in .env is known to no part: is it misspelt?`)
    }
    started.defer(occupy(folders))
    const left = await endLeftovers(folders.run)
    const planned = await assignPorts(definitions, settings, ephemeral)
    await requireFreePorts(planned, settings)
    const admin = { email: settings.ADMIN_EMAIL, password: settings.ADMIN_PASSWORD }
    const secrets = openSecrets(folders.secrets, [...databaseNames(root), queueDatabase], admin)
    done(left.length > 0 ? `Checked; ended what a killed start had left: ${left.join(', ')}` : 'Checked')
    return { settings, secrets, planned }
  })
}

export async function startDatabaseServer(
  start: Start,
  { settings, secrets }: Checked,
): Promise<DatabaseServer> {
  const { options, folders, step, log, started, signal } = start
  return await step('Starting PostgreSQL', async ({ done }) => {
    const server = await keepPostgres(
      {
        directory: folders.postgres,
        password: secrets.postgres,
        port: options.ports === 'ephemeral' ? 0 : settings.POSTGRES_PORT,
        logFile: path.join(folders.logs, 'postgres.log'),
      },
      log,
    )
    started.defer(() => server.stop())
    signal.throwIfAborted()
    done(`PostgreSQL runs on port ${server.port}`)
    return server
  })
}

/** Databases, roles and migrations; the queues' own database where no other back end is named. */
export async function openDatabases(start: Start, { settings, secrets }: Checked, server: DatabaseServer) {
  const { options, step, signal } = start
  const queueElsewhere = options.queueUrl ?? settings.QUEUE_URL
  return await step('Preparing the databases', async ({ done }) => {
    const names = [...databaseNames(options.root), ...(queueElsewhere ? [] : [queueDatabase])]
    const { urls, applied } = await prepareDatabases(options.root, names, server.url(), secrets)
    signal.throwIfAborted()
    done(`${names.length} databases are ready; migrations applied: ${applied.length}`)
    const { [queueDatabase]: queue, ...databases } = urls
    return { databases, queueUrl: queueElsewhere ?? queue! }
  })
}

export async function startAllParts(
  start: Start,
  planned: readonly PlannedPart[],
  surroundings: Surroundings,
): Promise<SystemPart[]> {
  const { options, folders, step, log, signal, started } = start
  return await step('Starting the parts', async ({ say, done }) => {
    const parts = startParts({
      root: options.root,
      folders,
      planned,
      surroundings,
      flags: options.flags,
      log,
    })
    started.defer(() => stopParts(parts))
    await abortable(untilAllReady(parts, say), signal)
    done(`${parts.length} parts are ready: ${parts.map(({ name }) => name).join(', ')}`)
    return parts
  })
}

/** Fills the demo shop, once. Returns whether there is one. */
export async function fillShopOnce(
  { options, folders, step, signal }: Start,
  { settings, secrets }: Checked,
  routerUrl: string,
): Promise<boolean> {
  if (existsSync(folders.seeded)) return true
  if (!options.seed || !settings.DEMO_SHOP) return false
  return await step('Filling the demo shop', async ({ say, done }) => {
    const graphqlUrl = `${routerUrl}/graphql`
    await abortable(fillShop(folders.seeded, { graphqlUrl, admin: secrets.admin, report: say }), signal)
    done('The demo shop is filled')
    return true
  })
}
