import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { give } from './account.ts'
import type { Binaries } from './binaries.ts'
import { PostgresError } from './error.ts'
import type { Home } from './home.ts'

/**
 * Makes the data folder with initdb unless it is there. The superuser is `postgres`; over TCP everybody needs a
 * password (SCRAM-SHA-256). The folder gets its name only when it is complete, so a start that is killed half-way
 * leaves nothing that looks like a database.
 */
export function ensureCluster(home: Home, binaries: Binaries, password: string): void {
  if (existsSync(home.data)) return
  const unfinished = `${home.data}.new`
  const passwordFile = path.join(home.folder, 'password')
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { mode: 0o700 })
  give(unfinished, home.account)
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  give(passwordFile, home.account)
  try {
    // The built-in locale provider: sorting does not depend on the libraries of the machine.
    const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
    const access = ['-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
    const result = spawnSync(
      binaries.initdb,
      ['-D', unfinished, '-E', 'UTF8', '--no-sync', '--no-instructions', ...locale, ...access],
      { ...home.account, env: binaries.environment, cwd: unfinished, encoding: 'utf8' },
    )
    if (result.status !== 0) {
      const reason = result.error?.message ?? result.stderr.trim()
      throw new PostgresError(`The database folder ${home.data} could not be made: ${reason}`)
    }
    renameSync(unfinished, home.data)
  } finally {
    rmSync(passwordFile)
  }
}
