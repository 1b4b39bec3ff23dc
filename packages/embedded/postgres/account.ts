import { spawnSync } from 'node:child_process'
import { chownSync, statSync } from 'node:fs'

/** The user and group a server runs as; empty when it runs as whoever started us. */
export interface Account {
  readonly uid?: number
  readonly gid?: number
}

/**
 * PostgreSQL refuses to run as root. Root therefore lends it the account that owns `data` already, else that of
 * `postgres`, else of `nobody`, so that no account needs creating. Anybody else runs it as themselves.
 */
export function accountFor(data: string): Account {
  if (process.getuid?.() !== 0) return {}
  const owner = statSync(data, { throwIfNoEntry: false })
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  return named('postgres') ?? named('nobody') ?? { uid: 65534, gid: 65534 }
}

/** Whether the account may enter a folder, asked of the system itself: modes alone do not know of mounts and ACLs. */
export function canEnter(account: Account, folder: string): boolean {
  if (account.uid === undefined) return true
  return spawnSync('/bin/sh', ['-c', 'cd -- "$0"', folder], { ...account, stdio: 'ignore' }).status === 0
}

export function give(path: string, account: Account): void {
  if (account.uid !== undefined && account.gid !== undefined) chownSync(path, account.uid, account.gid)
}

function named(name: string): Account | null {
  const [uid, gid] = ['-u', '-g'].map(
    (option) => spawnSync('id', [option, name], { encoding: 'utf8' }).stdout,
  )
  return uid?.trim() && gid?.trim() ? { uid: Number(uid), gid: Number(gid) } : null
}
