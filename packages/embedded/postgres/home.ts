import { createHash, randomUUID } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
  const key = keyOf(directory)
  const name = createHash('sha256').update(path.resolve(directory)).digest('hex').slice(0, 16)
  const folder = path.join(outside, name)
  mkdirSync(outside, { recursive: true })
  for (const each of readdirSync(outside)) removeIfOrphaned(path.join(outside, each))
  mkdirSync(folder, { recursive: true })
  // Explicitly: a strict umask would shut the account out of here, too.
  for (const each of [outside, folder]) chmodSync(each, 0o755)
  writeFileSync(path.join(folder, 'key'), key)
  return folder
}

/** The key ends with the directory it was made for, so that a home can tell that its directory is gone. */
function keyOf(directory: string): string {
  const existing = readKey(directory)
  if (existing) return existing
  const key = `${randomUUID()} ${path.resolve(directory)}`
  writeFileSync(path.join(directory, 'key'), key)
  return key
}

function removeIfOrphaned(folder: string): void {
  const key = readKey(folder)
  if (!key) return
  const directory = key.slice(key.indexOf(' ') + 1)
  if (readKey(directory) !== key) rmSync(folder, { recursive: true })
}

function readKey(folder: string): string | null {
  try {
    return readFileSync(path.join(folder, 'key'), 'utf8')
  } catch {
    return null
  }
}
