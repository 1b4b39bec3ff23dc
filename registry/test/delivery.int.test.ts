import { afterAll, beforeAll, expect, test } from 'vitest'
import { createComposer } from '../composition/index.ts'
import { createLaunches, launchLimits, type Launches } from '../launches/index.ts'
import { createPersistedQueries } from '../persisted-queries/index.ts'
import { createLogger, createPool } from '@tradewind/service'
import { link, startRegistry, type TestGraph, type TestRegistry } from './fixture.ts'

let registry: TestRegistry
let graph: TestGraph
/** As another process of the registry would change things: this one is only asked. */
let elsewhere: Launches
const closing = new AsyncDisposableStack()
const who = { command: 'test' }

beforeAll(async () => {
  registry = closing.use(await startRegistry())
  graph = await registry.graph('READ')
  const composer = createComposer({ timeoutMs: 20_000, memoryMb: 512 }, createLogger('test', 'silent'))
  const locks = createPool(registry.databaseUrl, 'test', 2)
  closing.defer(() => locks.end())
  closing.defer(() => composer.close())
  elsewhere = createLaunches({ prisma: registry.database.prisma, composer, limits: launchLimits }, locks)
})
afterAll(() => closing.disposeAsync())

const publish = (graphId: string, field: string) =>
  elsewhere.publish({
    graphId,
    variant: 'current',
    subgraphs: [{ name: 'shop', url: 'http://shop.test', sdl: `${link} type Query { ${field}: Int }` }],
    git: {},
    who,
  })

const ask = (path: string, headers: Record<string, string> = {}, signal?: AbortSignal) =>
  fetch(`${registry.url}/${path}`, {
    headers: { 'x-api-key': graph.key, ...headers },
    ...(signal && { signal }),
  })

test('a router gets the supergraph of the current launch, and 304 while it is the same', async () => {
  await publish(graph.id, 'one')
  const first = await ask(`supergraph/${graph.id}/current`)
  expect(first.status).toBe(200)
  expect(await first.text()).toMatch('one: Int')
  expect(first.headers.get('x-launch-id')).toMatch(/^[0-9a-f-]{36}$/)
  const again = await ask(`supergraph/${graph.id}/current`, { 'if-none-match': first.headers.get('etag')! })
  expect(again.status).toBe(304)
  expect(await again.text()).toBe('')
})

test('a request that waits is answered by the next launch, whichever process makes it', async () => {
  const etag = (await ask(`supergraph/${graph.id}/current`)).headers.get('etag')!
  const waiting = ask(`supergraph/${graph.id}/current`, { 'if-none-match': etag, prefer: 'wait=25' })
  await publish(graph.id, 'two')
  expect(await (await waiting).text()).toMatch('two: Int')
})

test('a launch of another graph, or one that fails, answers nobody', async () => {
  const other = await registry.graph('READ')
  const etag = (await ask(`supergraph/${graph.id}/current`)).headers.get('etag')!
  const waiting = ask(`supergraph/${graph.id}/current`, { 'if-none-match': etag, prefer: 'wait=1' })
  await publish(other.id, 'three')
  const failed = await elsewhere.publish({
    graphId: graph.id,
    variant: 'current',
    subgraphs: [{ name: 'clash', url: 'http://c.test', sdl: `${link} type Query { two: String }` }],
    git: {},
    who,
  })
  expect(failed).toMatchObject({ kind: 'launched', launch: { composed: false } })
  expect((await waiting).status).toBe(304)
})

test('many requests wait at once, and those that give up are forgotten', async () => {
  const etag = (await ask(`supergraph/${graph.id}/current`)).headers.get('etag')!
  const leaving = new AbortController()
  const headers = { 'if-none-match': etag, prefer: 'wait=25' }
  const left = ask(`supergraph/${graph.id}/current`, headers, leaving.signal).catch(() => 'left')
  const waiting = Array.from({ length: 40 }, () => ask(`supergraph/${graph.id}/current`, headers))
  leaving.abort()
  expect(await left).toBe('left')
  await elsewhere.remove({
    graphId: graph.id,
    variant: 'current',
    subgraph: 'clash',
    dryRun: false,
    git: {},
    who,
  })
  await publish(graph.id, 'four')
  const answers = await Promise.all(waiting)
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
})

test('a router gets the safelist of its variant, and hears of a new one', async () => {
  const path = `persisted-queries/${graph.id}/current`
  const first = await ask(path)
  expect(await first.json()).toEqual({ listName: 'current', operations: {} })
  const waiting = ask(path, { 'if-none-match': first.headers.get('etag')!, prefer: 'wait=25' })
  const list = await registry.database.prisma.persistedQueryList.findFirstOrThrow({
    where: { graphId: graph.id },
  })
  const operation = { id: 'a', name: 'Four', type: 'QUERY', body: 'query Four { four }', clientName: null }
  await createPersistedQueries(registry.database.prisma).publish({ list, operations: [operation], who })
  expect(await (await waiting).json()).toEqual({
    listName: 'current',
    operations: { a: { name: 'Four', type: 'QUERY', body: 'query Four { four }' } },
  })
})

test.each([
  ['without a key', { 'x-api-key': '' }, 401],
  ['with a made-up key', { 'x-api-key': `service:graph1:${'a'.repeat(43)}` }, 401],
])('%s nobody gets anything', async (_, headers, status) => {
  expect((await ask(`supergraph/${graph.id}/current`, headers)).status).toBe(status)
})

test('a key opens its own graph, and what it was made for', async () => {
  const other = await registry.graph('READ')
  const reporter = await registry.graph('REPORT')
  expect((await ask(`supergraph/${graph.id}/current`, { 'x-api-key': other.key })).status).toBe(404)
  expect((await ask(`supergraph/${reporter.id}/current`, { 'x-api-key': reporter.key })).status).toBe(403)
  expect((await ask(`supergraph/${graph.id}/nope`)).status).toBe(404)
  expect((await ask(`supergraph/${graph.id}/current/more`)).status).toBe(404)
})
