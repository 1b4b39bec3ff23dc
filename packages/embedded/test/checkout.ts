import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { eventually } from '@tradewind/testkit'
import { freePorts } from '../processes/ports.ts'

const repository = path.resolve(import.meta.dirname, '../../..')
const settings = [
  'ROUTER_PORT',
  'METRICS_PORT',
  'CONSOLE_PORT',
  'REGISTRY_PORT',
  'POSTGRES_PORT',
  'IDENTITY_PORT',
  'PEBBLES_PORT',
]

/** A checkout with the real supervisor and tiny parts, on ports of its own. */
export interface Checkout {
  readonly root: string
  readonly ports: Readonly<Record<string, number>>
  /** Runs what `npm start` runs. */
  start(options?: { uid?: number }): Run
  /** Appends to `.env`. */
  set(line: string): Promise<void>
  write(file: string, text: string): Promise<void>
  /** The processes that run something of this checkout, by their command lines. */
  processes(): Promise<{ pid: number; command: string }[]>
  remove(): Promise<void>
}

/** One run of `npm start`. */
export interface Run {
  readonly process: ChildProcess
  readonly exited: Promise<number | null>
  /** Everything it has printed so far. */
  output(): string
  /** Waits until it prints the words; fails with what it printed instead if it ends before. */
  says(words: string): Promise<void>
}

/**
 * A checkout that was never started; or one with the secrets and the PostgreSQL, empty yet, of another that runs no more:
 * making these takes longer than all the rest of a start.
 */
export async function makeCheckout(started?: Checkout): Promise<Checkout> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'tradewind-checkout-'))
  await chmod(root, 0o755)
  const within = (file: string) => path.join(root, file)
  for (const file of ['package.json', 'package-lock.json', 'scripts/bootstrap.cjs', 'packages/embedded']) {
    await cp(path.join(repository, file), within(file), {
      recursive: true,
      filter: (from) => !from.endsWith('/test'),
    })
  }
  await symlink(path.join(repository, 'node_modules'), within('node_modules'))
  await cp(path.join(import.meta.dirname, 'fixture'), root, { recursive: true })
  for (const part of ['router', 'registry', 'console', 'subgraphs/identity', 'subgraphs/pebbles']) {
    await mkdir(within(part), { recursive: true })
    await cp(within('part.ts'), within(`${part}/main.ts`))
    await cp(within('environment.ts'), within(`${part}/environment.ts`))
  }
  // Not by Node: the files stay with the account that PostgreSQL runs as.
  if (started) execFileSync('cp', ['-a', path.join(started.root, '.tradewind'), within('.tradewind')])
  const free = await freePorts(settings.length)
  const ports = Object.fromEntries(settings.map((name, index) => [name, free[index]!]))
  const env = Object.entries(ports).map(([name, port]) => `${name}=${port}`)
  await writeFile(within('.env'), ['DEMO_SHOP=false', ...env, ''].join('\n'))

  return {
    root,
    ports,
    start: (options) => startIn(root, options),
    set: async (line) => writeFile(within('.env'), `${await readFile(within('.env'), 'utf8')}${line}\n`),
    write: async (file, text) => {
      await mkdir(path.dirname(within(file)), { recursive: true })
      await writeFile(within(file), text)
    },
    processes: () => processesOf(root),
    remove: async () => {
      for (const { pid } of await processesOf(root)) kill(pid)
      await eventually(async () => {
        if ((await processesOf(root)).length > 0) throw new Error('A process is still there.')
      })
      await rm(root, { recursive: true })
    },
  }
}

/** Kills a process, which may just have ended by itself. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function startIn(root: string, options: { uid?: number } = {}): Run {
  const child = spawn(process.execPath, ['scripts/bootstrap.cjs', 'packages/embedded/start.ts'], {
    cwd: root,
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (output += data.toString()))
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve))
  let over = false
  void exited.then(() => (over = true))
  return {
    process: child,
    exited,
    output: () => output,
    says: (words) =>
      eventually(
        () => {
          if (output.includes(words)) return
          // eventually() tries again; what has ended will not say more, but it has said why.
          throw new Error(`${over ? 'It ended' : 'It has not ended'} and said:\n${output}`)
        },
        { timeout: 60_000 },
      ),
  }
}

async function processesOf(root: string): Promise<{ pid: number; command: string }[]> {
  const pids = (await readdir('/proc')).map(Number).filter(Boolean)
  const found = await Promise.all(
    pids.map(async (pid) => {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      return { pid, command: command.replaceAll('\0', ' ') }
    }),
  )
  return found.filter(({ command }) => command.includes(root))
}
