import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { identify, isRunning, type ProcessIdentity } from '../processes/identity.ts'
import { freePorts } from '../processes/ports.ts'
import { findBinaries, type Binaries } from './binaries.ts'
import { ensureCluster } from './cluster.ts'
import { PostgresError } from './error.ts'
import { openHome, type Home } from './home.ts'
import { hasEnded, launch, type ServerProcess } from './launch.ts'
import { stopOrphan, stopServer } from './postmaster.ts'
import { startWatchdog } from './watchdog.ts'

export interface PostgresOptions {
  /** The folder that holds everything of this server; made when missing. */
  readonly directory: string
  /** The password of the superuser `postgres`. It is set when the folder is made and must stay the same afterwards. */
  readonly password: string
  /** 0, the default, takes any free port. */
  readonly port?: number
  /** The file the server's messages are appended to; `postgres.log` in the directory by default. */
  readonly logFile?: string
  /** Server settings beyond ours, e.g. `{ fsync: 'off' }` for a test. */
  readonly settings?: Readonly<Record<string, string>>
}

export interface Postgres {
  readonly port: number
  readonly pid: number
  /** Settles when the server has ended, by `stop()` or otherwise. */
  readonly exited: Promise<void>
  /** The URL of a database (default `postgres`) as the superuser. */
  url(database?: string): string
  /** Disconnects the clients and stops the server without loss; calling it again is harmless. */
  stop(): Promise<void>
}

/**
 * Starts PostgreSQL on a folder and waits until it takes connections on 127.0.0.1. A server that a killed process
 * left behind on that folder is stopped first; a later kill of ours makes a watchdog stop this one.
 * @throws PostgresError when the port or the folder is in use, or the server cannot run here
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const home = openHome(options.directory)
  const owner = path.join(home.folder, 'owner.json')
  refuseOtherOwner(owner, options.directory)
  await stopOrphan(home.data)
  const binaries = findBinaries(home)
  ensureCluster(home, binaries, options.password)
  writeFileSync(owner, JSON.stringify(identify(process.pid)))
  return await launchOnPort(home, binaries, options)
}

function refuseOtherOwner(file: string, directory: string): void {
  let owner: ProcessIdentity | null
  try {
    owner = JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity | null
  } catch {
    return
  }
  if (!owner || owner.pid === process.pid || !isRunning(owner)) return
  throw new PostgresError(
    `The database in ${directory} is in use by process ${owner.pid}: stop that one first.`,
  )
}

async function launchOnPort(home: Home, binaries: Binaries, options: PostgresOptions): Promise<Postgres> {
  for (let attempt = 1; ; attempt++) {
    const port = options.port || (await freePorts(1))[0]!
    const outcome = await launch(home, binaries, {
      port,
      logFile: options.logFile ?? path.join(options.directory, 'postgres.log'),
      settings: options.settings ?? {},
    })
    if (outcome.kind === 'ready') return running(outcome.server, home, port, options.password)
    const portTaken = /could not bind|Address already in use/.test(outcome.log)
    // Processes of a killed server may take a moment to notice and let go of their memory.
    const folderBusy = /shared memory block .* is still in use|lock file .* already exists/.test(outcome.log)
    const retry = (portTaken && !options.port && attempt < 10) || (folderBusy && attempt < 50)
    if (!retry) throw failure(portTaken, port, outcome.log)
    if (folderBusy) await sleep(200)
  }
}

function running(server: ServerProcess, home: Home, port: number, password: string): Postgres {
  const callOff = startWatchdog(server.pid, home.data)
  const exited = new Promise<void>((resolve) => {
    const end = () => {
      callOff()
      resolve()
    }
    if (hasEnded(server)) end()
    else server.once('exit', end)
  })
  server.unref()
  return {
    port,
    pid: server.pid,
    exited,
    url: (database = 'postgres') =>
      `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
    stop: async () => {
      await stopServer(server.pid, () => !hasEnded(server))
      await exited
    },
  }
}

function failure(portTaken: boolean, port: number, log: string): PostgresError {
  if (portTaken)
    return new PostgresError(
      `PostgreSQL cannot listen on port ${port} because it is in use: stop the program that uses it, or set POSTGRES_PORT to a free port.`,
    )
  const reason = /FATAL: {2}(.*)/.exec(log)?.[1] ?? log.trim().split('\n').at(-1)
  return new PostgresError(`PostgreSQL did not start: ${reason || 'it ended without a word'}.`)
}
