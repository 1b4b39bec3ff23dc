import { createServer } from 'node:net'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { eventually } from '@tradewind/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { kill, makeCheckout, type Checkout, type Run } from './checkout.ts'

// Each test starts real processes, some twice; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

let started: Checkout
beforeAll(async () => {
  started = await makeCheckout()
  const run = started.start()
  await run.says('PostgreSQL runs')
  run.process.kill('SIGINT')
  await run.exited
})
afterAll(() => started.remove())

let checkout: Checkout
beforeEach(async () => {
  checkout = await makeCheckout(started)
})
afterEach(() => checkout.remove())

async function startUntilReady(): Promise<Run> {
  const run = checkout.start()
  await run.says('Ready after')
  return run
}

async function stop(run: Run): Promise<void> {
  run.process.kill('SIGTERM')
  expect(await run.exited).toBe(0)
}

async function get<Body>(setting: string, where = '/'): Promise<Body> {
  const response = await fetch(`http://127.0.0.1:${checkout.ports[setting]}${where}`)
  return (await response.json()) as Body
}

/** How often the part with a database has been started, by its own account in that database. */
const starts = async (): Promise<number> => (await get<{ starts: number }>('PEBBLES_PORT')).starts

async function find(what: string): Promise<number> {
  const found = (await checkout.processes()).find(({ command }) => command.includes(what))
  if (!found) throw new Error(`No process runs ${what}.`)
  return found.pid
}

const nothingLeft = () =>
  eventually(async () => expect(await checkout.processes()).toEqual([]), { timeout: 60_000 })

test('starts every part from nothing, and leaves no process behind when it is stopped', async () => {
  await checkout.remove()
  checkout = await makeCheckout()
  const run = await startUntilReady()
  expect(run.output()).toContain('✓ 5 parts are ready: router, registry, console, identity, pebbles')
  expect(run.output()).toContain('admin@tradewind.example')
  expect(await starts()).toBe(1)
  run.process.kill('SIGINT')
  expect(await run.exited).toBe(0)
  expect(run.output()).toMatch(/Stopped\n$/)
  await nothingLeft()
})

test('takes up the same data at the next start', async () => {
  await stop(await startUntilReady())
  const secrets = await readFile(path.join(checkout.root, '.tradewind/secrets.json'), 'utf8')
  const run = await startUntilReady()
  expect(await starts()).toBe(2)
  expect(await readFile(path.join(checkout.root, '.tradewind/secrets.json'), 'utf8')).toBe(secrets)
  await stop(run)
})

test('hands every part what it needs, and nothing else', async () => {
  await checkout.set('PEBBLE_SIZE=small')
  await checkout.set('PEBBEL_SHAPE=round')
  const run = await startUntilReady()
  expect(run.output()).toContain('PEBBEL_SHAPE in .env is known to no part')
  const router = await get<Record<string, string>>('ROUTER_PORT', '/environment')
  expect(router['SUBGRAPH_URLS']).toContain(
    `pebbles=http://127.0.0.1:${checkout.ports['PEBBLES_PORT']}/graphql`,
  )
  expect(router).not.toHaveProperty('DATABASE_URL')
  expect(router).not.toHaveProperty('KEY_ENCRYPTION_SECRET')
  const pebbles = await get<Record<string, string>>('PEBBLES_PORT', '/environment')
  expect(pebbles['PEBBLE_SIZE']).toBe('small')
  expect(pebbles['DATABASE_URL']).toContain('postgresql://pebbles:')
  expect(pebbles).not.toHaveProperty('ADMIN_PASSWORD')
  expect(pebbles).not.toHaveProperty('COOKIE_SECRET')
  const identity = await get<Record<string, string>>('IDENTITY_PORT', '/environment')
  expect(identity).toHaveProperty('KEY_ENCRYPTION_SECRET')
  expect(identity['JWKS_URL']).toBe(
    `http://127.0.0.1:${checkout.ports['IDENTITY_PORT']}/.well-known/jwks.json`,
  )
  await stop(run)
})

test('refuses a second start in the same checkout', async () => {
  const run = await startUntilReady()
  const second = checkout.start()
  expect(await second.exited).toBe(1)
  expect(second.output()).toMatch(/✗ Tradewind is already running here \(process \d+\)/)
  expect(await starts()).toBe(1)
  await stop(run)
})

test('recovers after the supervisor was killed', async () => {
  const run = await startUntilReady()
  process.kill(await find('start.ts'), 'SIGKILL')
  await run.exited
  const next = await startUntilReady()
  expect(await starts()).toBe(2)
  await stop(next)
  await nothingLeft()
})

test('recovers after everything but PostgreSQL was killed, its watchdog included', async () => {
  const run = await startUntilReady()
  // The watchdog first: it stops PostgreSQL as soon as the supervisor is gone.
  kill(await find('watchdog'))
  for (const { pid, command } of await checkout.processes()) {
    if (!command.includes('bin/postgres ')) kill(pid)
  }
  await run.exited
  expect((await checkout.processes()).length).toBeGreaterThan(0)
  const next = await startUntilReady()
  expect(await starts()).toBe(2)
  await stop(next)
  await nothingLeft()
})

test('ends what a killed supervisor left, and no stranger who has got its number', async () => {
  const run = await startUntilReady()
  const state = path.join(checkout.root, '.tradewind')
  await stop(run)
  // A pid file of an earlier life that names this very test: the number is in use, the start does not fit.
  await writeFile(
    path.join(state, 'run/pebbles.json'),
    JSON.stringify({ pid: process.pid, started: 'long ago' }),
  )
  await writeFile(
    path.join(state, 'supervisor.json'),
    JSON.stringify({ pid: process.pid, started: 'long ago' }),
  )
  const next = await startUntilReady()
  await stop(next)
  expect(await readdir(path.join(state, 'run'))).toEqual([])
})

test('starts PostgreSQL again when it is killed, and the parts go on', async () => {
  const run = await startUntilReady()
  process.kill(await find('bin/postgres '), 'SIGKILL')
  await run.says('PostgreSQL is ready again')
  expect(await eventually(starts, { timeout: 60_000 })).toBe(1)
  await stop(run)
  await nothingLeft()
})

test('starts a part again when it dies', async () => {
  const run = await startUntilReady()
  process.kill(await find('subgraphs/pebbles/main.ts'), 'SIGKILL')
  await run.says('pebbles is ready again')
  expect(run.output()).toContain('pebbles died (SIGKILL) and starts again')
  expect(await starts()).toBe(2)
  await stop(run)
})

test('stops when the process that started it is killed', async () => {
  const run = await startUntilReady()
  run.process.kill('SIGKILL')
  await nothingLeft()
})

test('stops in the middle of a start', async () => {
  const run = checkout.start()
  await run.says('PostgreSQL runs')
  run.process.kill('SIGINT')
  expect(await run.exited).toBe(0)
  await nothingLeft()
})

test('kills what will not stop when it is asked twice', async () => {
  await checkout.set('STUBBORN=yes')
  const run = await startUntilReady()
  run.process.kill('SIGINT')
  await run.says('Ctrl-C again kills')
  await eventually(
    () => {
      // It ends with a status, or by the signal itself when one arrives while it is ending.
      const over = run.process.exitCode !== null || run.process.signalCode !== null
      if (!over && run.process.kill('SIGINT')) throw new Error('It is still running.')
    },
    { timeout: 60_000 },
  )
  await nothingLeft()
})

test('says which port is in use, and what to do', async () => {
  const server = createServer().listen(checkout.ports['CONSOLE_PORT'], '127.0.0.1')
  const run = checkout.start()
  expect(await run.exited).toBe(1)
  expect(run.output()).toContain(
    `✗ Port ${checkout.ports['CONSOLE_PORT']}, which console needs, is in use: stop the program that uses it, or set CONSOLE_PORT`,
  )
  server.close()
})

test('says that the port of PostgreSQL is in use', async () => {
  const server = createServer().listen(checkout.ports['POSTGRES_PORT'], '127.0.0.1')
  const run = checkout.start()
  expect(await run.exited).toBe(1)
  expect(run.output()).toMatch(/✗ PostgreSQL cannot listen on port \d+ because it is in use.*POSTGRES_PORT/)
  server.close()
  await nothingLeft()
})

test.each([
  ['LOG_LEVEL=loud', /✗ LOG_LEVEL in \.env is not usable: .*"info"/],
  ['HOST=203.0.113.9', /✗ HOST=203\.0\.113\.9 is not an address of this machine/],
])('says what is wrong with %s', async (line, sentence) => {
  await checkout.set(line)
  const run = checkout.start()
  expect(await run.exited).toBe(1)
  expect(run.output()).toMatch(sentence)
})

test('says why a part does not start, and stops the others', async () => {
  await checkout.set('PEBBLE_SIZE=none')
  const run = checkout.start()
  expect(await run.exited).toBe(1)
  expect(run.output()).toMatch(/✗ \w+ did not start \(exit status 1\): Error: pebbles need a size/)
  await nothingLeft()
})

test('says that the folder cannot be written to', async () => {
  await rm(path.join(checkout.root, '.tradewind'), { recursive: true })
  await checkout.write('.tradewind', 'a file where the folder should be')
  const run = checkout.start()
  expect(await run.exited).toBe(1)
  expect(run.output()).toMatch(/✗ The folder .*\.tradewind cannot be written to/)
})

test.runIf(process.getuid?.() === 0)('says so to a user who may not write to it', async () => {
  const run = checkout.start({ uid: 65534 })
  expect(await run.exited).toBe(1)
  expect(run.output()).toMatch(/✗ The folder .*\.tradewind cannot be written to/)
})
