import { randomUUID } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { accountFor, canEnter, type Account } from './account.ts'

/** Where a server lives and as whom it runs. */
export interface Home {
  readonly folder: string
  /** The data folder; it exists once the cluster has been made. */
  readonly data: string
  readonly account: Account
}

/**
 * The home of the server whose state belongs in `directory`: that folder, unless we are root and the account that
 * must run the server cannot enter it (a checkout in `/root`, say). Then it is a folder of its own in
 * `/var/lib/tradewind`, bound to `directory` by a key that lies in both: deleting `directory` remains a reset.
 */
export function openHome(directory: string): Home {
  mkdirSync(directory, { recursive: true, mode: 0o755 })
  const account = accountFor(path.join(directory, 'data'))
  const folder = canEnter(account, directory) ? directory : homeOutside(directory)
  const data = path.join(folder, 'data')
  return { folder, data, account: accountFor(data) }
}

const outside = '/var/lib/tradewind'

function homeOutside(directory: string): string {
  mkdirSync(outside, { recursive: true })
  const key = keyOf(directory)
  sweep(key)
  const folder = path.join(outside, key)
  mkdirSync(folder, { recursive: true })
  // Explicitly: a strict umask would shut the account out of here, too.
  for (const each of [outside, folder]) chmodSync(each, 0o755)
  writeFileSync(path.join(folder, 'directory'), path.resolve(directory))
  return folder
}

/** The key stays with a directory that moves; a copy of the directory gets its own. */
function keyOf(directory: string): string {
  const existing = read(path.join(directory, 'key'))
  if (existing) {
    const owner = directoryOf(existing)
    if (owner === path.resolve(directory) || !belongs(existing, owner)) return existing
  }
  const key = randomUUID()
  writeFileSync(path.join(directory, 'key'), key)
  return key
}

/** Removes the homes whose directories have been deleted. */
function sweep(own: string): void {
  for (const key of readdirSync(outside)) {
    const directory = directoryOf(key)
    if (key === own || !directory || belongs(key, directory)) continue
    // Another start may be removing it at this very moment.
    rmSync(path.join(outside, key), { recursive: true, force: true, maxRetries: 3 })
  }
}

function directoryOf(key: string): string {
  return read(path.join(outside, key, 'directory'))
}

function belongs(key: string, directory: string): boolean {
  return read(path.join(directory, 'key')) === key
}

/** The text of a file, empty when there is none. */
function read(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}
