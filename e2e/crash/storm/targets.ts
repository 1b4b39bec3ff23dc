import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { arm, disarm, isArmed, type FailPoint } from '../fail-points/arming.ts'
import type { CrashSystem } from '../system/start.ts'

/** The queues wait ten seconds for word of a worker, and look for such every five. */
const FROZEN_MS = 17_000

/** Something that can be killed, and be seen to be back. */
export interface Target {
  /** Under which the kill is counted: `ordering`, `postgres`, `worker after commit`, … */
  readonly kind: string
  /** What must be up before it is killed, and comes back after: targets of one name go by turns. */
  readonly name: string
  readonly pid: () => number | undefined
  /** Whether it answers. */
  readonly answers: () => Promise<boolean>
  /** Has it killed by SIGKILL; false when there was no occasion. */
  readonly kill: () => boolean | Promise<boolean>
  /** It is not killed but stopped for a while, and goes on where it was. */
  readonly survives?: true
}

type Process = Omit<Target, 'kill'>

/** Whatever there is to kill: each process, and a worker of each subgraph that has events to handle at its fail points. */
export function targetsOf(system: CrashSystem): Target[] {
  const parts = system.parts
    .filter(({ name }) => name !== 'console')
    .map((part): Process => ({
      kind: part.name.replace(/-\d+$/, ''),
      name: part.name,
      pid: () => part.pid,
      // The router calls itself ready when every subgraph is; it is back when it answers.
      answers: () => (part.name === 'router' ? answersQueries(part.url) : isReady(part.url)),
    }))
  const servers: Process[] = [
    {
      kind: 'postgres',
      name: 'postgres',
      pid: () => system.postgres.pid,
      answers: () => databaseAnswers(system.databases['ordering']!),
    },
  ]
  const { redis } = system
  if (redis) {
    servers.push({
      kind: 'redis',
      name: 'redis',
      pid: () => redis.pid,
      answers: () => redisAnswers(redis.url),
    })
  }
  const workers = parts.filter(({ name }) => ['ordering', 'inventory', 'payments'].includes(name))
  return [
    // The servers twice: everybody feels them.
    ...[...parts, ...servers, ...servers].map((process) => ({ ...process, kill: () => killNow(process) })),
    ...workers.flatMap((worker) => [
      { ...worker, kind: 'worker after commit', kill: () => killAt(system, worker, 'afterCommit') },
      { ...worker, kind: 'relay after hand-over', kill: () => killAt(system, worker, 'afterHandOver') },
      { ...worker, kind: 'worker frozen', kill: () => freeze(worker), survives: true as const },
    ]),
  ]
}

function killNow({ pid }: Process): boolean {
  const number = pid()
  return number !== undefined && process.kill(number, 'SIGKILL')
}

/**
 * Stops a process for longer than the queues wait for it: they give its events to another, and then it wakes up in the
 * middle of handling them. (Long garbage collections and paused virtual machines do this to a process.)
 */
async function freeze({ pid }: Process): Promise<boolean> {
  const number = pid()
  if (number === undefined) return false
  process.kill(number, 'SIGSTOP')
  await delay(FROZEN_MS)
  return process.kill(number, 'SIGCONT')
}

/** Waits until the process comes by the fail point; it may have nothing to do for a while, or be killed otherwise. */
async function killAt({ failPoints }: CrashSystem, { name, pid }: Process, point: FailPoint) {
  const before = pid()
  arm(failPoints, name, point)
  const until = performance.now() + 10_000
  while (isArmed(failPoints, name, point) && pid() === before && performance.now() < until) {
    await delay(20)
  }
  const struck = !isArmed(failPoints, name, point)
  disarm(failPoints, name, point)
  return struck
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(3_000) }).then(
    ({ ok }) => ok,
    () => false,
  )

const answersQueries = (url: string): Promise<boolean> =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ __typename }' }),
    signal: AbortSignal.timeout(3_000),
  }).then(
    ({ ok }) => ok,
    () => false,
  )

async function databaseAnswers(url: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 3_000,
    query_timeout: 3_000,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** By hand: a client would do its best to hide that the server was away. While it reads its file it says LOADING. */
function redisAnswers(url: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write('PING\r\n'))
  socket.once('data', (reply) => resolve(reply.toString().startsWith('+PONG')))
  socket.once('error', () => resolve(false))
  socket.setTimeout(3_000, () => resolve(false))
  return promise.finally(() => socket.destroy())
}
