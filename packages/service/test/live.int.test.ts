import { createEmptyDatabase, eventually, type TestDatabase } from '@tradewind/testkit'
import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import {
  announce,
  createLogger,
  createPool,
  live,
  openTopics,
  type LiveOptions,
  type Topics,
} from '../index.ts'

const logger = createLogger('live', 'silent')
let database: TestDatabase
let pool: pg.Pool
/** Two processes on one database. */
let here: Topics
let there: Topics

beforeAll(async () => {
  database = await createEmptyDatabase('live')
  pool = createPool(database.url, 'live')
  await pool.query('CREATE TABLE shelf (name text PRIMARY KEY, pieces int NOT NULL)')
  const connection = { connectionString: database.url, application_name: 'listens' }
  here = openTopics({ connection, logger })
  there = openTopics({ connection, logger })
})
afterEach(async () => {
  const held = (): void => {
    if (here.watchers + there.watchers > 0) throw new Error('Somebody still watches.')
  }
  await eventually(held)
})
afterAll(async () => {
  await Promise.all([here.stop(), there.stop()])
  await pool.end()
  await database.drop()
})

/** Sets what lies on a shelf, and announces it, in one transaction. */
async function put(name: string, amount: number, outcome: 'COMMIT' | 'ROLLBACK' = 'COMMIT'): Promise<void> {
  const client = await pool.connect()
  await client.query('BEGIN')
  await client.query(
    'INSERT INTO shelf VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET pieces = excluded.pieces',
    [name, amount],
  )
  const $executeRaw = async (statement: TemplateStringsArray, ...values: unknown[]) =>
    (
      await client.query(
        statement.reduce((text, part, index) => `${text}$${index}${part}`),
        values,
      )
    ).rowCount ?? 0
  await announce({ $executeRaw }, name, name)
  await client.query(outcome)
  client.release()
}

async function pieces(name: string): Promise<number> {
  const { rows } = await pool.query<{ pieces: number }>('SELECT pieces FROM shelf WHERE name = $1', [name])
  return rows[0]?.pieces ?? 0
}

const watch = (name: string, options?: LiveOptions<number>, topics = here) =>
  live(topics, name, () => pieces(name), options)

const next = async <State>(states: AsyncGenerator<State, void>): Promise<State | void> =>
  (await states.next()).value

test('tells the present state at once, and each change that any process commits', async () => {
  const watchers = [watch('a'), watch('a', {}, there)]
  for (const expected of [0, 1, 2]) {
    expect(await Promise.all(watchers.map(next))).toEqual([expected, expected])
    await put('a', expected + 1)
  }
  for (const watcher of watchers) await watcher.return()
})

test('says nothing of what was rolled back, and nothing that is no news', async () => {
  const read: number[] = []
  const states = live(here, 'b', async () => read.at(read.push(await pieces('b')) - 1)!, {
    same: (before, now) => before === now,
  })
  expect(await next(states)).toBe(0)
  const second = next(states)
  await put('b', 7, 'ROLLBACK')
  await put('other', 7)
  await put('b', 0)
  await eventually(() => expect(read).toEqual([0, 0]))
  await put('b', 2)
  expect(await second).toBe(2)
  expect(read).toEqual([0, 0, 2])
  await states.return()
})

test('makes one state of what changes while a read is under way, or while nobody asks', async () => {
  let reads = 0
  let hold: PromiseWithResolvers<void> | undefined
  const states = live(here, 'c', async () => {
    const read = await pieces('c')
    reads++ // what is put from now on is not in it
    await hold?.promise
    return read
  })
  expect(await next(states)).toBe(0)
  hold = Promise.withResolvers()
  const second = next(states)
  await put('c', 1)
  await eventually(() => expect(reads).toBe(2))
  for (const amount of [2, 3, 4]) await put('c', amount)
  hold.resolve()
  expect(await second).toBe(1)
  expect(await next(states)).toBe(4)
  for (const amount of [5, 6, 7]) await put('c', amount)
  expect(await next(states)).toBe(7)
  expect(reads).toBeLessThanOrEqual(5)
  await states.return()
})

test('ends after a state that is the last', async () => {
  const states = watch('last', { isLast: (state) => state === 1 })
  expect(await next(states)).toBe(0)
  await put('last', 1)
  expect([await states.next(), await states.next()]).toEqual([
    { done: false, value: 1 },
    { done: true, value: undefined },
  ])
})

test('misses nothing that is committed between its first state and its listening', async () => {
  const states = live(here, 'd', async () => {
    const before = await pieces('d')
    if (before === 0) await put('d', 1) // committed after this read
    return before
  })
  expect(await next(states)).toBe(0)
  expect(await next(states)).toBe(1)
  await states.return()
})

test('misses nothing while the connection is lost', async () => {
  const states = watch('e', { same: (before, now) => before === now })
  expect(await next(states)).toBe(0)
  const second = next(states)
  const { rowCount } = await pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'listens' AND datname = current_database()`,
  )
  expect(rowCount).toBe(2)
  await put('e', 1)
  expect(await second).toBe(1)
  await eventually(() => expect([here.listening, there.listening]).toEqual([true, true]))
  const third = next(states)
  await put('e', 2)
  expect(await third).toBe(2)
  await states.return()
})

test('tries a read that fails again, and tells a failure that stays; the first one at once', async () => {
  let broken = 0
  const read = async (): Promise<number> => {
    if (broken-- > 0) throw new Error('no luck')
    return pieces('f')
  }
  const states = live(here, 'f', read)
  expect(await next(states)).toBe(0)
  broken = 2
  await put('f', 1)
  expect(await next(states)).toBe(1)
  broken = 100
  await put('f', 2)
  await expect(states.next()).rejects.toThrow('no luck')
  await expect(live(here, 'f', read).next()).rejects.toThrow('no luck')
})

test('ends at once, also amid waiting: by return, by its signal, through a generator around it', async () => {
  const returned = watch('g')
  await next(returned)
  const waiting = returned.next()
  await returned.return()
  expect(await waiting).toEqual({ done: true, value: undefined })

  const ending = new AbortController()
  const inner = watch('g', { signal: ending.signal })
  const outer = (async function* () {
    for await (const state of inner) yield state * 2
  })()
  expect(await next(outer)).toBe(0)
  const pending = outer.next()
  ending.abort()
  expect(await pending).toEqual({ done: true, value: undefined })
  expect(await watch('g', { signal: ending.signal }).next()).toEqual({ done: true, value: undefined })
})

test('reads once for all who watch the same, after each change', async () => {
  let reads = 0
  const read = () => here.shared('h', async () => (reads++, pieces('h')))
  const watchers = Array.from({ length: 50 }, () => live(here, 'h', read))
  expect(await Promise.all(watchers.map(next))).toEqual(watchers.map(() => 0))
  reads = 0
  const second = Promise.all(watchers.map(next))
  await put('h', 5)
  expect(await second).toEqual(watchers.map(() => 5))
  expect(reads).toBe(1)
  for (const watcher of watchers) await watcher.return()
})

test('whatever is committed and rolled back, in order and up to the last', async () => {
  const change = fc.record({
    shelf: fc.constantFrom('x', 'y'),
    outcome: fc.constantFrom('COMMIT' as const, 'COMMIT' as const, 'ROLLBACK' as const),
    together: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 15 }), async (changes) => {
      await Promise.all([put('x', 0), put('y', 0)])
      const seen: number[][] = []
      const ending = new AbortController()
      const states = live(there, ['x', 'y'], () => Promise.all([pieces('x'), pieces('y')]), {
        signal: ending.signal,
      })
      const watching = (async () => {
        for await (const state of states) seen.push(state)
      })()
      let under: Promise<void>[] = []
      const last = { x: 0, y: 0 }
      for (const [index, { shelf, outcome, together }] of changes.entries()) {
        if (outcome === 'COMMIT') last[shelf] = index + 1
        // Of one shelf, one after the other; of both, sometimes at the same time.
        if (!together || under.length > 0) await Promise.all(under.splice(0))
        under.push(put(shelf, index + 1, outcome))
      }
      await Promise.all(under)
      under = []
      await eventually(() => expect(seen.at(-1)).toEqual([last.x, last.y]))
      for (const at of [0, 1])
        expect(seen.map((state) => state[at]!)).toEqual(
          seen.map((state) => state[at]!).toSorted((a, b) => a - b),
        )
      ending.abort()
      await watching
    }),
    { numRuns: Number(process.env['LIVE_RUNS'] ?? 10) },
  )
})
