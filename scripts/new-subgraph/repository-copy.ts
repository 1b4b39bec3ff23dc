import { execFile } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'

const repository = path.resolve(import.meta.dirname, '../..')

/** State and caches, which a copy makes for itself. */
const leftOut = new Set('.git .tradewind .cache .secrets .env .vite .vite-temp .vitest-cache'.split(' '))

/** What npm and bootstrap.cjs write into node_modules in place: a link would change the original too. */
const installed = ['.package-lock.json', '.tradewind-lock'].map((name) => path.join('node_modules', name))

export interface RepositoryCopy {
  readonly root: string
  /** Runs a program of node_modules/.bin, or npm, as somebody would in the copy; without a network. */
  run(program: string, ...args: string[]): Promise<{ readonly code: number; readonly output: string }>
  remove(): Promise<void>
}

/** A copy of this repository as it is, installed packages included; these are linked file by file, which takes a second. */
export function copyRepository(): RepositoryCopy {
  const root = mkdtempSync(path.join(os.tmpdir(), 'tradewind-copy-'))
  // The PostgreSQL in node_modules runs as a user of its own, who has to reach it.
  chmodSync(root, 0o755)
  copyFolder(repository, root, copyFileSync)
  // Last of all: npm takes no notice of its own record of what is installed if any package is newer.
  for (const file of installed) copyFileSync(path.join(repository, file), path.join(root, file))
  return {
    root,
    run: (program, ...args) => run(root, program, args),
    remove: () => rm(root, { recursive: true, force: true }),
  }
}

function copyFolder(from: string, to: string, copyFile: (from: string, to: string) => void): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (leftOut.has(entry.name)) continue
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)]
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else if (entry.isDirectory()) {
      mkdirSync(target)
      copyFolder(source, target, entry.name === 'node_modules' ? linkFile : copyFile)
    } else if (!installed.includes(path.relative(repository, source))) copyFile(source, target)
  }
}

function linkFile(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch (error) {
    // Another disk, or a file system without links.
    if (!['EXDEV', 'EPERM', 'ENOTSUP'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    copyFileSync(from, to)
  }
}

function run(
  cwd: string,
  program: string,
  args: readonly string[],
): Promise<{ code: number; output: string }> {
  const bin = path.join(cwd, 'node_modules', '.bin')
  // Neither the test runner's nor the outer npm's: theirs is about the original.
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|npm_|NODE_ENV$|INIT_CWD$)/.test(name))
  const env = {
    ...Object.fromEntries(own),
    PATH: `${bin}${path.delimiter}${process.env['PATH']}`,
    npm_config_offline: 'true',
    NO_COLOR: '1',
  }
  return new Promise((resolve) => {
    execFile(program, args, { cwd, env, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, output: `${stdout}${stderr}` })
    })
  })
}
