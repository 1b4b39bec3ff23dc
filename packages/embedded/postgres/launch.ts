import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLog, readLog } from '../processes/log-file.ts'
import type { Binaries } from './binaries.ts'
import type { Home } from './home.ts'
import { readPostmaster } from './postmaster.ts'

const defaults = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // Five subgraphs with a pool for data and one for queues each, and a few for whoever looks in.
  max_connections: '250',
  shared_buffers: '64MB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // After a crash, one call instead of opening and syncing each of thousands of files: a second instead of ten.
  ...(process.platform === 'linux' && { recovery_init_sync_method: 'syncfs' }),
}

export type ServerProcess = ChildProcess & { pid: number }

export interface LaunchOptions {
  readonly port: number
  readonly logFile: string
  readonly settings: Readonly<Record<string, string>>
}

/** How a launch came out: a server that takes connections, or what it said before it ended. */
export type Outcome = { kind: 'ready'; server: ServerProcess } | { kind: 'ended'; log: string }

/** Starts the server's process and waits until it is ready, or has ended. */
export async function launch(home: Home, binaries: Binaries, options: LaunchOptions): Promise<Outcome> {
  const { descriptor, from } = openLog(options.logFile)
  const settings = Object.entries({ ...defaults, ...options.settings })
  const flags = settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(binaries.postgres, ['-D', home.data, '-p', String(options.port), ...flags], {
    ...home.account,
    env: binaries.environment,
    cwd: home.data,
    stdio: ['ignore', descriptor, descriptor],
    // Ctrl-C in a terminal reaches its whole process group, and the server must be the last to stop.
    detached: true,
  })
  closeSync(descriptor)
  server.on('error', () => {}) // Told by the missing pid below.
  while (hasPid(server) && !hasEnded(server)) {
    const postmaster = readPostmaster(home.data)
    if (postmaster?.pid === server.pid && postmaster.ready) return { kind: 'ready', server }
    await sleep(10)
  }
  return { kind: 'ended', log: readLog({ file: options.logFile, from }) }
}

export function hasEnded(server: ChildProcess): boolean {
  return server.exitCode !== null || server.signalCode !== null
}

function hasPid(server: ChildProcess): server is ServerProcess {
  return server.pid !== undefined
}
