import { gzipSync } from 'node:zlib'
import { randomUUID } from 'node:crypto'
import { createLogger, durationBounds, usageLimits } from '@tradewind/service'
import { countStatements, createTestDatabase } from '@tradewind/testkit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createEventsRoute } from '../checks/events-route.ts'
import { openDatabase, type Database } from '../data/database.ts'
import { findEventsReport } from '../data/events-reports.ts'
import { removeUsage } from '../data/usage.ts'
import type { Scope } from '../domain/key.ts'
import { createKeys, type Keys } from '../keys/index.ts'
import { createUsageRoute } from '../usage/receive.ts'

const who = { command: 'test' }
const logger = createLogger('test', 'silent')
const HOUR_MS = 3_600_000

let drop: () => Promise<void>
let database: Database
let keys: Keys
let key: string
let usage: (request: Request) => Promise<Response>
let events: (request: Request) => Promise<Response>

const keyWith = async (...scopes: Scope[]): Promise<string> =>
  (await keys.create({ graphId: 'shop', name: scopes.join(), scopes, who })).secret

beforeAll(async () => {
  const created = await createTestDatabase('registry')
  drop = created.drop
  database = openDatabase(created.url)
  const createdAt = new Date()
  for (const id of ['shop', 'other']) {
    await database.prisma.graph.create({ data: { id, title: id, createdAt } })
    await database.prisma.variant.create({
      data: { graphId: id, name: 'current', federationVersion: '2.14.4', createdAt },
    })
  }
  keys = createKeys(database.prisma)
  key = await keyWith('REPORT')
  usage = createUsageRoute(database.prisma, keys, logger)
  events = createEventsRoute(database.prisma, keys, logger)
})

afterAll(async () => {
  await database.close()
  await drop()
})

beforeEach(async () => {
  await database.pool.query('TRUNCATE operation, operation_usage, field_usage, usage_report')
})

/** So many requests, all of them in the fourth bucket. */
const durations = (requests: number): number[] =>
  durationBounds
    .map(() => 0)
    .concat(0)
    .with(3, requests)

const operation = (requests: number, more: object = {}) => ({
  signature: 'query Q{a}',
  name: 'Q',
  client: { name: 'web', version: '1' },
  coordinates: ['Query.a'],
  requests,
  errors: 0,
  durations: durations(requests),
  ...more,
})

const report = (operations: readonly object[], more: object = {}) => ({
  id: randomUUID() as string,
  graphRef: 'shop@current',
  reportedAt: new Date().toISOString(),
  dropped: 0,
  operations,
  ...more,
})

const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  new Request('http://registry.test/usage', {
    method: 'POST',
    body,
    headers: { 'x-api-key': key, ...headers },
  })

const sendReport = async (body: object): Promise<number> => (await usage(post(JSON.stringify(body)))).status

const rowsOf = async (table: string): Promise<Record<string, unknown>[]> =>
  (await database.pool.query(`SELECT * FROM ${table} ORDER BY 1, 2, 3, 4, 5`)).rows

test('adds reports up by operation, client and hour, and by coordinate', async () => {
  expect(await sendReport(report([operation(2, { errors: 1 }), operation(3)]))).toBe(202)
  const ios = { client: { name: 'ios', version: '' }, coordinates: ['Query.a', 'I.x'] }
  expect(await sendReport(report([operation(4), operation(5, ios)]))).toBe(202)
  expect(await rowsOf('operation')).toMatchObject([
    { name: 'Q', signature: 'query Q{a}', coordinates: expect.arrayContaining(['Query.a', 'I.x']) },
  ])
  expect(await rowsOf('operation_usage')).toMatchObject([
    { client_name: 'ios', client_version: '', requests: '5', errors: '0' },
    {
      client_name: 'web',
      client_version: '1',
      requests: '9',
      errors: '1',
      durations: durations(9).map(String),
    },
  ])
  expect(
    (await rowsOf('field_usage')).map(({ coordinate, client_name: client, requests }) => [
      coordinate,
      client,
      requests,
    ]),
  ).toEqual([
    ['I.x', 'ios', '5'],
    ['Query.a', 'ios', '5'],
    ['Query.a', 'web', '9'],
  ])
})

test('counts a report once, however often and by however many it is stored at the same time', async () => {
  const body = report([operation(1)])
  const statuses = await Promise.all(Array.from({ length: 8 }, () => sendReport(body)))
  expect(statuses).toEqual(Array(8).fill(202))
  expect(await rowsOf('operation_usage')).toMatchObject([{ requests: '1' }])
})

test('reports that come at the same time lose nothing, in whatever order their rows are', async () => {
  const rows = Array.from({ length: 20 }, (_, n) =>
    operation(1, { signature: `{a${n}}`, coordinates: [`Query.a${n}`, 'Query.shared'] }),
  )
  const reports = Array.from({ length: 12 }, (_, n) => report(n % 2 ? rows : rows.toReversed()))
  expect(await Promise.all(reports.map(sendReport))).toEqual(Array(12).fill(202))
  expect((await rowsOf('operation_usage')).map(({ requests }) => requests)).toEqual(Array(20).fill('12'))
  const shared = (await rowsOf('field_usage')).find(({ coordinate }) => coordinate === 'Query.shared')
  expect(shared).toMatchObject({ requests: '240' })
})

test('takes as many statements for a full report as for one operation', async () => {
  const statements = countStatements(database.pool)
  await sendReport(report([operation(1)]))
  const one = statements.texts.length
  statements.reset()
  const full = Array.from({ length: usageLimits.operations }, (_, n) =>
    operation(1, { signature: `{a${n}}`, coordinates: Array.from({ length: 20 }, (__, c) => `T${c}.f${n}`) }),
  )
  expect(await sendReport(report(full))).toBe(202)
  expect(statements.texts.length).toBe(one)
  expect(await rowsOf('operation')).toHaveLength(usageLimits.operations + 1)
})

test('puts usage into the hour it was in; a clock that is ahead does not reach into the future', async () => {
  const hour = (at: number) => new Date(Math.floor(at / HOUR_MS) * HOUR_MS)
  const before = Date.now() - 5 * HOUR_MS
  await sendReport(report([operation(1)], { reportedAt: new Date(before).toISOString() }))
  await sendReport(report([operation(1, { signature: '{z}' })], { reportedAt: '2999-01-01T00:00:00Z' }))
  const buckets = (await rowsOf('operation_usage'))
    .map(({ bucket }) => Number(bucket))
    .toSorted((a, b) => a - b)
  expect(buckets[0]).toBe(Number(hour(before)))
  expect(buckets[1]).toBeLessThanOrEqual(Date.now())
})

test('takes gzip, and nothing that is no report, with a sentence for each', async () => {
  const zipped = gzipSync(JSON.stringify(report([operation(1)])))
  expect((await usage(post(zipped, { 'content-encoding': 'gzip' }))).status).toBe(202)
  const bomb = gzipSync(Buffer.alloc(usageLimits.bytes + 1, ' '))
  const tooMany = report(Array(usageLimits.operations + 1).fill(operation(1)))
  const refusals: [Request, number, RegExp][] = [
    [post(bomb, { 'content-encoding': 'gzip' }), 413, /at most/],
    [post(' '.repeat(usageLimits.bytes + 1)), 413, /at most/],
    [post('{', { 'content-encoding': 'gzip' }), 400, /gzip/],
    [post('{'), 400, /not JSON/],
    [post('{}', { 'content-encoding': 'br' }), 415, /gzip/],
    [post('{}'), 422, /no such report/],
    [post(JSON.stringify(tooMany)), 422, /operations/],
    [post(JSON.stringify(report([operation(1, { coordinates: ["x'); DROP TABLE"] })]))), 422, /coordinate/],
    [post(JSON.stringify(report([operation(1, { errors: 2 })]))), 422, /more errors than requests/],
    [post(JSON.stringify(report([], { graphRef: 'shop@nope' }))), 404, /no shop@nope/],
    [post(JSON.stringify(report([], { graphRef: 'other@current' }))), 404, /for this key/],
    [post('{}', { 'x-api-key': 'service:shop:wrong' }), 401, /not valid/],
    [post('{}', { 'x-api-key': '' }), 401, /not valid/],
    [new Request('http://registry.test/usage'), 405, /POST/],
  ]
  for (const [request, status, sentence] of refusals) {
    const response = await usage(request)
    expect([response.status, await response.text()]).toEqual([status, expect.stringMatching(sentence)])
  }
  expect(await rowsOf('operation_usage')).toHaveLength(1)
})

test('what JSON can say and PostgreSQL cannot hold is stored as what is no character', async () => {
  expect(await sendReport(report([operation(1, { client: { name: 'a\0b', version: '\ud800😀' } })]))).toBe(
    202,
  )
  expect(await rowsOf('operation_usage')).toMatchObject([
    { client_name: 'a\uFFFDb', client_version: '\uFFFD😀' },
  ])
})

test('forgets what is too old, and operations that nobody sends any more', async () => {
  const old = new Date(Date.now() - 48 * HOUR_MS).toISOString()
  await sendReport(
    report([operation(1, { signature: '{old}', coordinates: ['Query.old'] })], { reportedAt: old }),
  )
  await sendReport(report([operation(1)]))
  await database.pool.query(`UPDATE operation SET first_seen = now() - interval '3 days'`)
  expect(await removeUsage(database.prisma, new Date(Date.now() - 24 * HOUR_MS))).toBe(3)
  expect(await rowsOf('operation')).toMatchObject([{ signature: 'query Q{a}' }])
  expect(await rowsOf('field_usage')).toMatchObject([{ coordinate: 'Query.a' }])
})

test('keeps the last word of events:check on a commit, from keys that may check', async () => {
  const commit = 'a'.repeat(40)
  const finding = {
    event: 'a.b.c.v1',
    field: '',
    rule: 'version-removed',
    problem: 'It is gone.',
    subscribers: [],
  }
  const send = async (findings: object[], secret: string) =>
    (await events(post(JSON.stringify({ commit, comparedWith: 'main', findings }), { 'x-api-key': secret })))
      .status
  expect(await send([], key)).toBe(403)
  const checking = await keyWith('CHECK')
  expect(await send([finding], checking)).toBe(202)
  expect(await findEventsReport(database.prisma, 'shop', commit)).toMatchObject({
    status: 'FAILED',
    findings: [finding],
  })
  expect(await send([], checking)).toBe(202)
  expect(await findEventsReport(database.prisma, 'shop', commit)).toMatchObject({
    status: 'PASSED',
    findings: [],
  })
  expect(await findEventsReport(database.prisma, 'other', commit)).toBeNull()
})
