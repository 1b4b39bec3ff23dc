import { spawn, type ChildProcess } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { eventually } from '@tradewind/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'

const bootstrap = path.resolve(import.meta.dirname, '../../../scripts/bootstrap.cjs')
let root: string
const within = (file: string): string => path.join(root, file)

/** Stands for npm: "installs" a Node, and keeps a diary of how it was called. */
const npm = `
  const fs = require('fs')
  fs.appendFileSync('diary', process.argv.slice(2).join(' ') + '\\n')
  if (fs.existsSync('broken')) { console.error('npm error the registry does not answer'); process.exit(1) }
  fs.mkdirSync('node_modules/.bin', { recursive: true })
  if (!fs.existsSync('node_modules/.bin/node')) fs.symlinkSync(process.execPath, 'node_modules/.bin/node')
`
const script = `
  console.log('ran with', process.argv.slice(2).join(' '))
  if (process.argv[2] === 'exit') process.exit(Number(process.argv[3]))
  if (process.argv[2] === 'stay') {
    setInterval(() => {}, 1000)
    process.on('disconnect', () => process.exit(0))
    process.on('SIGTERM', () => { console.log('told to stop'); process.exit(7) })
    console.log('pid', process.pid)
  }
`
const lock = (version: string): string =>
  JSON.stringify({
    packages: {
      '': {},
      'node_modules/sail': { version },
      'node_modules/sail-for-mars': { version, optional: true },
    },
  })

beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'tradewind-bootstrap-'))
  await mkdir(within('scripts'))
  await cp(bootstrap, within('scripts/bootstrap.cjs'))
  await writeFile(within('npm-cli.js'), npm)
  await writeFile(within('script.cjs'), script)
  await writeFile(within('package-lock.json'), lock('1.0.0'))
})
afterEach(() => rm(root, { recursive: true }))

interface Run {
  readonly process: ChildProcess
  readonly output: () => string
  readonly status: Promise<number | string | null>
}

function run(...words: string[]): Run {
  const child = spawn(process.execPath, ['scripts/bootstrap.cjs', 'script.cjs', ...words], {
    cwd: root,
    env: { PATH: process.env['PATH'], npm_execpath: within('npm-cli.js'), NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (output += data.toString()))
  const status = new Promise<number | string | null>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? code))
  })
  return { process: child, output: () => output, status }
}

const installs = async (): Promise<number> =>
  (await readFile(within('diary'), 'utf8').catch(() => '')).split('\n').length - 1

async function installed(version: string): Promise<void> {
  await mkdir(within('node_modules/.bin'), { recursive: true })
  await symlink(process.execPath, within('node_modules/.bin/node'))
  const packages = { 'node_modules/sail': { version } }
  await writeFile(within('node_modules/.package-lock.json'), JSON.stringify({ packages }))
}

test('installs what is missing, tells how long it took, and runs the script with its arguments', async () => {
  const { status, output } = run('one', 'two')
  expect(await status).toBe(0)
  expect(output()).toMatch(/✓ Dependencies installed +\d+\.\d s\nran with one two\n$/)
  expect(await readFile(within('diary'), 'utf8')).toContain('ci --include=dev')
})

test('installs nothing the second time', async () => {
  await run().status
  const { status, output } = run('again')
  expect(await status).toBe(0)
  expect(output()).toBe('ran with again\n')
  expect(await installs()).toBe(1)
})

test('installs again when the lock file has changed', async () => {
  await run().status
  await writeFile(within('package-lock.json'), lock('2.0.0'))
  expect(await run().status).toBe(0)
  expect(await installs()).toBe(2)
})

test('is content with what npm installed by hand, without the packages of other platforms', async () => {
  await installed('1.0.0')
  expect(await run().status).toBe(0)
  expect(await installs()).toBe(0)
})

test('is not content with another version', async () => {
  await installed('0.9.0')
  expect(await run().status).toBe(0)
  expect(await installs()).toBe(1)
})

test('says what npm said when the installation fails, and tries again the next time', async () => {
  await writeFile(within('broken'), '')
  const { status, output } = run()
  expect(await status).toBe(1)
  expect(output()).toContain(
    '✗ npm could not install the dependencies:\nnpm error the registry does not answer',
  )
  await rm(within('broken'))
  expect(await run().status).toBe(0)
})

test('ends as the script ends', async () => {
  expect(await run('exit', '5').status).toBe(5)
})

test('passes a signal on and waits for the script', async () => {
  const { process: bootstrapping, status, output } = run('stay')
  await eventually(() => expect(output()).toContain('pid'))
  bootstrapping.kill('SIGTERM')
  expect(await status).toBe(7)
  expect(output()).toContain('told to stop')
})

test('leaves no script behind when it is killed', async () => {
  const { process: bootstrapping, output } = run('stay')
  await eventually(() => expect(output()).toContain('pid'))
  const pid = Number(/pid (\d+)/.exec(output())?.[1])
  bootstrapping.kill('SIGKILL')
  await eventually(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'))
})

test('reads in a Node of any age', async () => {
  const source = await readFile(bootstrap, 'utf8')
  // Words in comments and strings prove nothing.
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').replaceAll(/'(?:[^'\\\n]|\\.)*'/g, "''")
  expect(code).not.toMatch(/=>|`|\b(const|let|class|async)\b|\?\.|\?\?|\.\.\.|,\s*\)/)
})
