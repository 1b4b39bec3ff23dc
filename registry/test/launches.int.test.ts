import { createLogger, createPool } from '@tradewind/service'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createComposer } from '../composition/index.ts'
import { openDatabase } from '../data/database.ts'
import { ensureGraph } from '../data/graphs.ts'
import { createLaunches, launchLimits, type Launches, type Outcome } from '../launches/index.ts'
import { createTestDatabase, type TestDatabase } from '@tradewind/testkit'
import { link } from './fixture.ts'

/** Two processes of the registry on one database. */
let processes: [Launches, Launches]
let database: ReturnType<typeof openDatabase>
const closing = new AsyncDisposableStack()
const who = { command: 'test' }
let graphs = 0

beforeAll(async () => {
  const created: TestDatabase = await createTestDatabase('registry')
  closing.defer(() => created.drop())
  database = openDatabase(created.url)
  closing.defer(() => database.close())
  processes = [begin(created.url), begin(created.url)]
})
afterAll(() => closing.disposeAsync())

function begin(url: string): Launches {
  const composer = createComposer({ timeoutMs: 20_000, memoryMb: 512 }, createLogger('test', 'silent'))
  const locks = createPool(url, 'test', 2)
  closing.defer(() => locks.end())
  closing.defer(() => composer.close())
  return createLaunches({ prisma: database.prisma, composer, limits: launchLimits }, locks)
}

async function graph() {
  const graphId = `graph${++graphs}`
  await ensureGraph(database.prisma, graphId)
  const of = { graphId, variant: 'current', git: {}, who }
  const launches = () =>
    database.prisma.launch.findMany({
      where: { graphId, variant: 'current' },
      orderBy: { number: 'asc' },
    })
  return {
    graphId,
    of,
    launches,
    publish: (name: string, types: string, by = processes[0]): Promise<Outcome> =>
      by.publish({ ...of, subgraphs: [{ name, url: `http://${name}.test`, sdl: `${link} ${types}` }] }),
    /** The launch that routers have. */
    async current(variant = 'current') {
      const { currentLaunch } = await database.prisma.variant.findUniqueOrThrow({
        where: { graphId_name: { graphId, name: variant } },
        include: { currentLaunch: true },
      })
      return currentLaunch
    },
    subgraphs: async () => {
      const active = await database.prisma.activeSubgraph.findMany({
        where: { graphId },
        include: { revision: true },
        orderBy: { name: 'asc' },
      })
      return active.map(({ name, revision }) => `${name}: ${revision.sdl.slice(link.length + 1)}`)
    },
  }
}

const needsPieces = `type Query { item: Item }
  type Item @key(fields: "id") { id: ID! pieces: Int @external label: String @requires(fields: "pieces") }`

const idOf = (outcome: Outcome): string => (outcome.kind === 'launched' ? outcome.launch.id : '')

describe('several who publish at once', () => {
  test('two publications of one subgraph, sent to two processes: both happen, one after the other', async () => {
    const { publish, launches, current, subgraphs } = await graph()
    await Promise.all([
      publish('shop', 'type Query { one: Int }', processes[0]),
      publish('shop', 'type Query { two: Int }', processes[1]),
    ])
    const history = await launches()
    expect(history.map(({ number, status }) => [number, status])).toEqual([
      [1, 'COMPOSED'],
      [2, 'COMPOSED'],
    ])
    const last = history.at(-1)!
    expect((await current())!.id).toBe(last.id)
    const [active] = await subgraphs()
    expect(last.apiSchemaSdl).toMatch(/one|two/.exec(active!)![0])
  })

  test('two subgraphs that only compose together: whichever comes first fails, the other one heals', async () => {
    const { publish, launches, current } = await graph()
    await Promise.all([
      publish('shop', needsPieces, processes[0]),
      publish('stock', 'type Item @key(fields: "id") { id: ID! pieces: Int }', processes[1]),
    ])
    const history = await launches()
    expect(history.map(({ status }) => status)).toEqual(['FAILED', 'COMPOSED'])
    expect((await current())!.id).toBe(history[1]!.id)
  })

  test('many at once to both processes leave a history without gaps that ends in what is there', async () => {
    const { publish, launches, current } = await graph()
    await publish('base', 'type Query { base: Int }')
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const outcomes = await Promise.all(
      names.map((name, index) => publish(name, `type Query { ${name}: Int }`, processes[index % 2])),
    )
    expect(outcomes.map(({ kind }) => kind)).toEqual(names.map(() => 'launched'))
    const history = await launches()
    expect(history.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7])
    const { apiSchemaSdl } = (await current())!
    for (const name of ['base', ...names]) expect(apiSchemaSdl).toMatch(`${name}: Int`)
  })
})

describe('a launch', () => {
  test('that fails leaves the routers what they have', async () => {
    const { publish, current } = await graph()
    const first = await publish('shop', 'type Query { one: Int }')
    const second = await publish('stock', 'type Query { one: String }')
    expect(second).toMatchObject({
      kind: 'launched',
      launch: { composed: false, errors: [{ code: 'FIELD_TYPE_MISMATCH' }, {}] },
    })
    expect((await current())!.id).toBe(idOf(first))
  })

  test('cannot be changed afterwards, and neither can the audit', async () => {
    const { publish, graphId } = await graph()
    await publish('shop', 'type Query { one: Int }')
    await expect(database.pool.query(`UPDATE launch SET status = 'FAILED'`)).rejects.toThrow('never changed')
    await expect(database.pool.query('DELETE FROM audit_entry')).rejects.toThrow('never changed')
    const audited = await database.prisma.auditEntry.findMany({ where: { graphId } })
    expect(audited).toMatchObject([
      { action: 'subgraph.published', who: 'test', detail: { subgraph: 'shop' } },
    ])
  })

  test('is not made of what is there already', async () => {
    const { publish, launches } = await graph()
    await publish('shop', 'type Query { one: Int }')
    expect(await publish('shop', 'type Query { one: Int }')).toMatchObject({ kind: 'unchanged' })
    expect(await launches()).toHaveLength(1)
  })

  test('of several subgraphs is one, and takes out what is not among them when so told', async () => {
    const { of, publish, launches, subgraphs } = await graph()
    await publish('old', 'type Query { old: Int }')
    const subgraphOf = (name: string) => ({
      name,
      url: `http://${name}.test`,
      sdl: `${link} type Query { ${name}: Int }`,
    })
    await processes[0].publish({ ...of, exactly: true, subgraphs: [subgraphOf('a'), subgraphOf('b')] })
    expect(await launches()).toHaveLength(2)
    expect(await subgraphs()).toEqual(['a: type Query { a: Int }', 'b: type Query { b: Int }'])
  })

  test('names what it refuses', async () => {
    const { of, publish } = await graph()
    const errors = async (outcome: Promise<Outcome>) => {
      const found = await outcome
      return found.kind === 'refused' ? found.errors.map(({ code }) => code) : found.kind
    }
    expect(await errors(publish('shop', 'type Query {'))).toEqual(['INVALID_GRAPHQL'])
    expect(await errors(publish('9 lives', 'type Query { a: Int }'))).toEqual(['INVALID_SUBGRAPH_NAME'])
    const huge = `type Query { a: Int } # ${'x'.repeat(6 * 1024 * 1024)}`
    expect(await errors(publish('shop', huge))).toEqual(['SCHEMA_TOO_LARGE'])
    const schema = [{ name: 'shop', url: null, sdl: 'type Query { a: Int }' }]
    const publishTo = (variant: string) => processes[0].publish({ ...of, variant, subgraphs: schema })
    expect(await errors(publishTo('current'))).toEqual(['MISSING_ROUTING_URL'])
    expect(await errors(publishTo('no variant'))).toEqual(['INVALID_VARIANT_NAME'])
    expect(await errors(processes[0].remove({ ...of, subgraph: 'shop', dryRun: false }))).toEqual([
      'UNKNOWN_SUBGRAPH',
    ])
    expect(await errors(processes[0].rollback({ ...of, launchId: 'x' }))).toEqual(['UNKNOWN_LAUNCH'])
  })
})

describe('a roll-back', () => {
  test('gives back the supergraph and the subgraphs of an earlier launch, as a launch of its own', async () => {
    const { of, publish, current, subgraphs, launches } = await graph()
    const first = await publish('shop', 'type Query { one: Int }')
    await publish('shop', 'type Query { two: Int }')
    await publish('stock', 'type Query { pieces: Int }')
    const outcome = await processes[1].rollback({ ...of, launchId: idOf(first) })
    expect(outcome).toMatchObject({ kind: 'launched', launch: { number: 4, composed: true } })
    expect(await current()).toMatchObject({ kind: 'ROLLBACK', rolledBackTo: idOf(first) })
    expect((await current())!.supergraphSdl).toBe((await launches())[0]!.supergraphSdl)
    expect(await subgraphs()).toEqual(['shop: type Query { one: Int }'])
  })

  test('to a launch that failed is refused; to the current one it is nothing', async () => {
    const { of, publish } = await graph()
    const first = await publish('shop', 'type Query { one: Int }')
    const failed = await publish('stock', 'type Query { one: String }')
    expect(await processes[0].rollback({ ...of, launchId: idOf(failed) })).toMatchObject({
      kind: 'refused',
      errors: [{ code: 'LAUNCH_FAILED' }],
    })
    expect(await processes[0].rollback({ ...of, launchId: idOf(first) })).toMatchObject({ kind: 'unchanged' })
  })
})

describe('a contract', () => {
  const types = 'type Query { open: Int closed: Int @tag(name: "internal") }'

  test('is composed along with its source, rolled back with it, and takes no publication', async () => {
    const { of, graphId, publish, current } = await graph()
    const first = await publish('shop', types)
    const terms = { include: [], exclude: ['internal'], hideUnreachable: true, launch: true }
    await processes[0].publishContract({ ...of, ...terms, variant: 'public', sourceVariant: 'current' })
    expect((await current('public'))!.apiSchemaSdl).not.toMatch('closed')

    const second = await publish('stock', 'type Query { pieces: Int }')
    expect(await current('public')).toMatchObject({
      kind: 'CONTRACT',
      number: 2,
      sourceLaunchId: idOf(second),
    })
    expect((await current('public'))!.apiSchemaSdl).toMatch('pieces')

    await processes[0].rollback({ ...of, launchId: idOf(first) })
    expect((await current('public'))!.apiSchemaSdl).not.toMatch('pieces')
    const subgraphs = [{ name: 'x', url: 'http://x.test', sdl: 'type Query { x: Int }' }]
    expect(await processes[0].publish({ graphId, variant: 'public', git: {}, who, subgraphs })).toMatchObject(
      { kind: 'refused', errors: [{ code: 'CONTRACT_VARIANT' }] },
    )
  })

  test('that becomes no valid API fails alone: its source goes on, its routers keep what they have', async () => {
    const { of, publish, current } = await graph()
    await publish('shop', types)
    const terms = { include: [], exclude: ['internal'], hideUnreachable: true, launch: true }
    await processes[0].publishContract({ ...of, ...terms, variant: 'public', sourceVariant: 'current' })
    const kept = (await current('public'))!.id
    const next = await publish('stock', 'type Query { secret: S } type S @tag(name: "internal") { a: Int }')
    expect(next).toMatchObject({ launch: { composed: true } })
    expect((await current('public'))!.id).toBe(kept)
    const failed = await database.prisma.launch.findFirstOrThrow({ where: { sourceLaunchId: idOf(next) } })
    expect(failed).toMatchObject({ status: 'FAILED', errors: [{ code: 'REFERENCED_INACCESSIBLE' }] })
  })
})
