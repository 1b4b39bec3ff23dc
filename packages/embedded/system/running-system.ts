import path from 'node:path'
import { isRunning } from '../processes/identity.ts'
import { readIdentity } from '../processes/lock.ts'
import { queueDatabase } from './databases.ts'
import { readSettings } from './environment.ts'
import { readSecrets } from './secrets.ts'
import { foldersIn } from './state-folder.ts'

/** Where a tool finds the data of the system that runs here. */
export interface RunningSystem {
  /** The URL of every database as its own role. */
  readonly databases: ReadonlyMap<string, string>
  readonly queueUrl: string
}

/**
 * The system that `npm start` runs from this checkout at the moment, or null.
 * @throws StartError when its settings or secrets cannot be read
 */
export function findRunningSystem(
  root: string,
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
): RunningSystem | null {
  const folders = foldersIn(path.join(root, '.tradewind'))
  const supervisor = readIdentity(folders.lock)
  if (!supervisor || !isRunning(supervisor)) return null
  const settings = readSettings(root, environment)
  const { roles } = readSecrets(folders.secrets)
  const urlOf = (name: string): string =>
    `postgresql://${name}:${encodeURIComponent(roles[name]!)}@127.0.0.1:${settings.POSTGRES_PORT}/${name}`
  const databases = Object.keys(roles).filter((name) => name !== queueDatabase)
  return {
    databases: new Map(databases.map((name) => [name, urlOf(name)])),
    queueUrl: settings.QUEUE_URL ?? urlOf(queueDatabase),
  }
}
