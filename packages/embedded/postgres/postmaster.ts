import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { commandLine, identify, isRunning } from '../processes/identity.ts'

/** What a server writes about itself into `postmaster.pid` in its data folder. */
export interface Postmaster {
  readonly pid: number
  readonly ready: boolean
}

export function readPostmaster(data: string): Postmaster | null {
  try {
    const lines = readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), ready: lines[7]?.trim() === 'ready' }
  } catch {
    return null
  }
}

/**
 * Stops a server that outlived whoever started it, so that the data folder is free. It is recognised by its own
 * pid file and its command line; a stranger that has got the same number since is left alone.
 */
export async function stopOrphan(data: string): Promise<void> {
  const postmaster = readPostmaster(data)
  if (!postmaster) return
  const identity = identify(postmaster.pid)
  if (!identity) return
  if (commandLine(postmaster.pid).includes(data)) {
    await stopServer(postmaster.pid, () => isRunning(identity))
  } else {
    disownPid(data)
  }
}

/** Fast shutdown (clients are disconnected, nothing is lost); immediate shutdown after 20 s. */
export async function stopServer(pid: number, running: () => boolean): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!running()) return
    process.kill(pid, signal)
    const until = Date.now() + patience
    while (running() && Date.now() < until) await sleep(10)
  }
}

/**
 * PostgreSQL will not start while the number in its old pid file belongs to some process that it may signal. Our own
 * number there makes it go on, since a parent cannot be a rival, and still look whether the old shared memory is in
 * use: which deleting the file would spare it.
 */
function disownPid(data: string): void {
  const file = path.join(data, 'postmaster.pid')
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(process.pid)))
}
