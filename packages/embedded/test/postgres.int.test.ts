import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startPostgres, type Postgres } from '../index.ts'
import { openHome } from '../postgres/home.ts'

// Real servers, some started several times: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000 })

const fast = { fsync: 'off', full_page_writes: 'off' }
let folder: string
let options: { directory: string; password: string; settings: Record<string, string> }

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'tradewind-postgres-'))
  options = { directory: path.join(folder, 'server'), password: "p@ss/wörd'", settings: fast }
})
afterAll(() => rm(folder, { recursive: true }))

async function withServer<Result>(use: (server: Postgres) => Promise<Result>): Promise<Result> {
  const server = await startPostgres(options)
  try {
    return await use(server)
  } finally {
    await server.stop()
  }
}

async function ask(url: string, sql: string): Promise<Record<string, unknown> | undefined> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows[0]
  } finally {
    await client.end()
  }
}

const postmasterFile = (): string => path.join(openHome(options.directory).data, 'postmaster.pid')

test('makes a server that wants its password, and listens on this machine alone', async () => {
  await withServer(async ({ url, port }) => {
    expect(await ask(url(), 'SHOW listen_addresses')).toEqual({ listen_addresses: '127.0.0.1' })
    expect(await ask(url(), 'SHOW password_encryption')).toEqual({ password_encryption: 'scram-sha-256' })
    const guess = `postgresql://postgres:guess@127.0.0.1:${port}/postgres`
    await expect(ask(guess, 'SELECT 1')).rejects.toThrow('password authentication failed')
  })
})

test('keeps its data from one start to the next', async () => {
  await withServer(({ url }) => ask(url(), 'CREATE TABLE kept AS SELECT 42 AS answer'))
  expect(await withServer(({ url }) => ask(url(), 'SELECT answer FROM kept'))).toEqual({ answer: 42 })
})

test('tells when it has ended, and stops twice without harm', async () => {
  const server = await startPostgres(options)
  process.kill(server.pid, 'SIGKILL')
  await server.exited
  await server.stop()
  await withServer(({ url }) => ask(url(), 'SELECT 1'))
})

test('refuses a port in use with a sentence', async () => {
  await withServer(async ({ port }) => {
    const other = { ...options, directory: path.join(folder, 'other'), port }
    await expect(startPostgres(other)).rejects.toThrow(
      `PostgreSQL cannot listen on port ${port} because it is in use: stop the program that uses it`,
    )
  })
})

test('leaves a stranger alone whose number is in an old pid file', async () => {
  await withServer(() => Promise.resolve())
  const stranger = spawn('sleep', ['60'], { stdio: 'ignore' })
  await once(stranger, 'spawn')
  const rest = ['/somewhere', '0', '1', '', '127.0.0.1', '0 0', 'ready', ''].join('\n')
  await writeFile(postmasterFile(), `${stranger.pid}\n${rest}`)
  await withServer(({ url }) => ask(url(), 'SELECT 1'))
  expect(stranger.exitCode).toBe(null)
  expect(stranger.signalCode).toBe(null)
  stranger.kill()
})

test('tells what PostgreSQL complains of', async () => {
  await expect(startPostgres({ ...options, settings: { shared_buffers: 'many' } })).rejects.toThrow(
    /PostgreSQL did not start: invalid value for parameter "shared_buffers": "many"/,
  )
})

test('begins anew when its directory was deleted', async () => {
  const home = openHome(options.directory)
  await rm(options.directory, { recursive: true })
  await withServer(async ({ url }) => {
    expect(await ask(url(), `SELECT to_regclass('kept') AS kept`)).toEqual({ kept: null })
  })
  expect(await readFile(path.join(options.directory, 'postgres.log'), 'utf8')).toContain('ready to accept')
  // Where root lent the server another folder, that one went with the directory it belonged to.
  if (home.folder !== options.directory) expect(openHome(options.directory).folder).not.toBe(home.folder)
})
