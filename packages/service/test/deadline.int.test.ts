import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import {
  createEmptyDatabase,
  createTokenIssuer,
  eventually,
  type TestDatabase,
  type TokenIssuer,
} from '@tradewind/testkit'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  createPool,
  createRouterSigner,
  currentSignal,
  ROUTER_HEADER,
  TIMEOUT_HEADER,
  type Running,
} from '../index.ts'
import { startSample } from './sample.ts'

const sdl = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key"])
  type Query {
    slow: String
    slowInTransaction: String
    steps: [Step!]!
  }
  type Step {
    next: Step
    wait: String
  }
  type Mutation {
    write: String
  }
`
const routerSecret = randomBytes(32).toString('hex')
let database: TestDatabase
let issuer: TokenIssuer
let running: Running
let pool: pg.Pool
/** Of somebody who looks on. */
let onlooker: pg.Client
const asked: string[] = []
const outcomes: string[] = []

const sleep = async (marker: string): Promise<string> => {
  asked.push(marker)
  await pool.query(`SELECT pg_sleep(60) /* ${marker} */`)
  return marker
}
const resolvers = {
  Query: {
    slow: () => sleep('slow'),
    slowInTransaction: async () => {
      const client = await pool.connect()
      try {
        await client.query('BEGIN')
        await client.query('SELECT pg_sleep(60) /* transaction */')
        return 'done'
      } finally {
        outcomes.push(currentSignal()?.aborted ? 'given up' : 'not given up')
        client.release()
      }
    },
    steps: async () => {
      await pool.query('SELECT pg_sleep(60) /* steps */').catch(() => undefined)
      asked.push('after the end')
      return [{}]
    },
  },
  Step: { wait: () => sleep('step') },
  Mutation: {
    async write() {
      await pool.query("BEGIN; SELECT pg_advisory_xact_lock(1); INSERT INTO written VALUES ('it'); COMMIT")
      return currentSignal() ? 'may be cut' : 'is not cut'
    },
  },
}

beforeAll(async () => {
  database = await createEmptyDatabase('deadline')
  issuer = await createTokenIssuer()
  pool = createPool(database.url, 'deadline')
  onlooker = new pg.Client(database.url)
  await onlooker.connect()
  await onlooker.query('CREATE TABLE written (note text)')
  running = await startSample({
    sdl,
    issuer,
    routerSecret,
    resolvers,
    context: (request) => request,
    stop: () => pool.end(),
  })
})
afterAll(async () => {
  await running.stop()
  await onlooker.end()
  await issuer.stop()
  await database.drop()
})
beforeEach(() => {
  asked.length = 0
  outcomes.length = 0
})

async function ask(query: string, timeoutMs?: number, signal?: AbortSignal): Promise<unknown> {
  const response = await fetch(`${running.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      [ROUTER_HEADER]: await createRouterSigner(routerSecret)('sample'),
      ...(timeoutMs !== undefined && { [TIMEOUT_HEADER]: String(timeoutMs) }),
    },
    body: JSON.stringify({ query }),
    ...(signal && { signal }),
  })
  return response.json()
}
const statementsUnderWay = async (): Promise<number> => {
  const { rows } = await onlooker.query<{ count: string }>(
    `SELECT count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'deadline' AND state = 'active'`,
  )
  return Number(rows[0]!.count)
}

test.each(['{ slow }', '{ slowInTransaction }', '{ slow slowInTransaction }'])(
  '%s ends in PostgreSQL, too, when the time is over that the router has for it',
  async (query) => {
    const answer = await ask(query, 300)
    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'DEADLINE_EXCEEDED' } }] })
    await eventually(async () => expect(await statementsUnderWay()).toBe(0))
    for (const outcome of outcomes) expect(outcome).toBe('given up')
  },
)

test('a read ends in PostgreSQL when its client goes away', async () => {
  const client = new AbortController()
  const answer = ask('{ slow }', undefined, client.signal)
  await eventually(async () => expect(await statementsUnderWay()).toBe(1))
  client.abort()
  await expect(answer).rejects.toThrow('aborted')
  await eventually(async () => expect(await statementsUnderWay()).toBe(0))
})

test('nothing more is asked once nobody waits', async () => {
  await ask('{ steps { wait } }', 300)
  await eventually(() => expect(asked).toContain('after the end'))
  await eventually(async () => expect(await statementsUnderWay()).toBe(0))
  expect(asked).not.toContain('step')
})

test('a mutation is finished, whoever has stopped waiting', async () => {
  const client = new AbortController()
  await onlooker.query('SELECT pg_advisory_lock(1)')
  const answer = ask('mutation { write }', 1, client.signal)
  await eventually(async () => expect(await statementsUnderWay()).toBe(1))
  client.abort()
  await expect(answer).rejects.toThrow('aborted')
  await onlooker.query('SELECT pg_advisory_unlock(1)')
  await eventually(async () => {
    expect((await onlooker.query('SELECT FROM written')).rowCount).toBe(1)
  })
  expect(await ask('mutation { write }', 1)).toEqual({ data: { write: 'is not cut' } })
})

test('what a process that died has asked for ends in PostgreSQL, too', async () => {
  const client = await pool.connect()
  const answer = client.query('SELECT pg_sleep(60)')
  await eventually(async () => expect(await statementsUnderWay()).toBe(1))
  ;(client as unknown as { connection: { stream: Socket } }).connection.stream.destroy()
  await expect(answer).rejects.toThrow('terminated')
  client.release(true)
  await eventually(async () => expect(await statementsUnderWay()).toBe(0))
})

test('connections that were given up are replaced, and others are left alone', async () => {
  await Promise.all(Array.from({ length: 20 }, () => ask('{ slow }', 200)))
  await eventually(async () => expect(await statementsUnderWay()).toBe(0))
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  expect(pool.waitingCount).toBe(0)
})
