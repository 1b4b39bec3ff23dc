import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { identify, isRunning, type ProcessIdentity } from './identity.ts'

/** Thrown when another process that is still running holds the lock. */
export class LockedError extends Error {
  override readonly name = 'LockedError'
  readonly pid: number

  constructor(pid: number) {
    super(`Process ${pid} holds the lock.`)
    this.pid = pid
  }
}

/**
 * Takes a lock file that names this process; one that names a process which has ended is taken over.
 * @returns what gives the lock back
 * @throws LockedError
 */
export function takeLock(file: string): () => void {
  const own = identify(process.pid)
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, JSON.stringify(own))
  try {
    if (!link(draft, file)) {
      const holder = readIdentity(file)
      if (holder && isRunning(holder)) throw new LockedError(holder.pid)
      rmSync(file, { force: true })
      if (!link(draft, file)) throw new LockedError(readIdentity(file)?.pid ?? 0)
    }
  } finally {
    rmSync(draft)
  }
  return () => rmSync(file, { force: true })
}

/** The process a file names, or null when there is no such file or it is not complete. */
export function readIdentity(file: string): ProcessIdentity | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity | null
  } catch {
    return null
  }
}

/** A file gets its name with its content in it, or not at all: no reader finds it empty. */
function link(draft: string, file: string): boolean {
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
