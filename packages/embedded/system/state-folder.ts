import { accessSync, constants, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { LockedError, takeLock } from '../processes/lock.ts'
import { StartError } from '../error.ts'

/** The state folder, by what lies where. */
export interface StateFolders {
  readonly state: string
  readonly logs: string
  readonly run: string
  readonly cache: string
  readonly postgres: string
  readonly secrets: string
  readonly lock: string
  readonly seeded: string
}

export function foldersIn(state: string): StateFolders {
  return {
    state,
    logs: path.join(state, 'logs'),
    run: path.join(state, 'run'),
    cache: path.join(state, 'cache'),
    postgres: path.join(state, 'postgres'),
    secrets: path.join(state, 'secrets.json'),
    lock: path.join(state, 'supervisor.json'),
    seeded: path.join(state, 'seeded'),
  }
}

/**
 * Makes the state folder ours: it exists, can be written to, and no other system runs in it.
 * @returns what lets go of it
 */
export function occupy(folders: StateFolders): () => void {
  try {
    // PostgreSQL may run under another account and must be able to get to its folder.
    for (const folder of [folders.state, folders.run, folders.cache]) makeFolder(folder, 0o755)
    // Logs speak of customers' requests; whoever else is on this machine need not read them.
    makeFolder(folders.logs, 0o700)
    const probe = path.join(folders.state, 'probe')
    writeFileSync(probe, 'x')
    rmSync(probe)
    return takeLock(folders.lock)
  } catch (error) {
    if (error instanceof LockedError) {
      throw new StartError(
        `Tradewind is already running here (process ${error.pid}): use that one, or stop it with Ctrl-C or \`kill ${error.pid}\`.`,
      )
    }
    const { code, message } = error as NodeJS.ErrnoException
    if (!code) throw error
    throw new StartError(
      `The folder ${folders.state} cannot be written to (${code === 'EACCES' ? 'it belongs to somebody else' : message}): ` +
        'start as its owner, or change its permissions.',
    )
  }
}

function makeFolder(folder: string, mode: number): void {
  mkdirSync(folder, { recursive: true, mode })
  accessSync(folder, constants.W_OK)
}
