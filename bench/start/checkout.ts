import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { freePorts } from '../../packages/embedded/processes/ports.ts'
import { readSubgraphs } from '../../packages/embedded/system/supergraph.ts'

const repository = path.resolve(import.meta.dirname, '../..')

/** A fresh clone of the committed HEAD, with ports of its own and an empty npm cache. */
export interface Checkout {
  readonly root: string
  /** Runs `npm start`; settles when the system is ready. */
  start(): Promise<RunningStart>
  remove(): void
}

export interface RunningStart {
  readonly seconds: number
  readonly pid: number
  /** What it printed. */
  readonly output: string
  stop(): Promise<void>
}

export async function cloneCheckout(): Promise<Checkout> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tradewind-bench-'))
  const root = path.join(folder, 'tradewind')
  execFileSync('git', ['clone', '--quiet', repository, root])
  const settings = [
    'ROUTER',
    'METRICS',
    'CONSOLE',
    'POSTGRES',
    ...readSubgraphs(root).map(({ name }) => name.toUpperCase()),
  ]
  const ports = await freePorts(settings.length)
  writeFileSync(
    path.join(root, '.env'),
    settings.map((name, index) => `${name}_PORT=${ports[index]}\n`).join(''),
  )
  return {
    root,
    start: () => start(root, path.join(folder, 'npm-cache')),
    remove: () => rmSync(folder, { recursive: true }),
  }
}

async function start(root: string, cache: string): Promise<RunningStart> {
  const began = performance.now()
  // Of our own environment only what finds node and npm: ours runs under npm and on another Node.
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE|INIT_CWD)/.test(name))
  const route = process.env['PATH']!.split(path.delimiter).filter(
    (folder) => !folder.includes('node_modules'),
  )
  const child = spawn('npm', ['start'], {
    cwd: root,
    env: { ...Object.fromEntries(own), PATH: route.join(path.delimiter), npm_config_cache: cache },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let output = ''
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString()
      if (output.includes('Ready after')) resolve()
    })
    void ended.then(() => reject(new Error(`npm start ended before it was ready:\n${output}`)))
  })
  return {
    seconds: (performance.now() - began) / 1000,
    pid: child.pid!,
    output,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}
