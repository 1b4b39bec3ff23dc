import { createLogger, createPool } from '@tradewind/service'
import { countStatements, createTestDatabase } from '@tradewind/testkit'
import { buildSchema, type GraphQLSchema } from 'graphql'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createAnalyst, createChecks, type Analyst, type Checks } from '../checks/index.ts'
import { summaryOf } from '../checks/summary.ts'
import type { ChangeFinding, Check, CheckTask, SubgraphCheckRequest } from '../checks/types.ts'
import { createComposer, type Composer } from '../composition/index.ts'
import { openDatabase, type Database } from '../data/database.ts'
import { saveEventsReport } from '../data/events-reports.ts'
import { ensureGraph } from '../data/graphs.ts'
import { currentLaunch } from '../data/launches.ts'
import { createLaunches, launchLimits, type Launches } from '../launches/index.ts'
import { manyOperations, sent, storeUsage, type Sent } from './usage.ts'

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key", "@tag"])`

const catalog = `${link}
  "All." type Query {
    "A product." product("Its id." id: ID "In which currency." currency: Currency): Product
    "Nodes." node("Its id." id: ID!): Node
    "Found." search("What." filter: FilterInput): [Found!]!
  }
  "Has an id." interface Node { "The id." id: ID! }
  "A thing." type Product implements Node @key(fields: "id") {
    "The id." id: ID!
    "The title." title: String
    "What it was called." name: String @tag(name: "internal")
    "How." status: Status
  }
  "A brand." type Brand implements Node { "The id." id: ID! "The name." label: String }
  "Found." union Found = Product | Brand
  "What to find." input FilterInput { "Words." text: String "How." status: Status }
  "How." enum Status { "Out." PUBLISHED "In." DRAFT }
  "Money." enum Currency { "Euro." EUR "Franc." CHF }`

const reviews = `${link}
  "A thing." type Product @key(fields: "id") { "The id." id: ID! "Opinions." reviews: [String!]! }`

const HOUR_MS = 3_600_000
const who = { command: 'test' }
const logger = createLogger('test', 'silent')

let drop: () => Promise<void>
let database: Database
let locks: ReturnType<typeof createPool>
let composer: Composer
let analyst: Analyst
let launches: Launches
let checks: Checks
let schema: GraphQLSchema
let graphId = 'shop'

beforeAll(async () => {
  const created = await createTestDatabase('registry')
  drop = created.drop
  database = openDatabase(created.url)
  locks = createPool(created.url, 'locks', 2)
  const threads = { timeoutMs: 20_000, memoryMb: 512 }
  composer = createComposer(threads, logger)
  analyst = createAnalyst(threads, logger)
  const tools = { prisma: database.prisma, composer, limits: launchLimits }
  launches = createLaunches(tools, locks)
  checks = createChecks({ ...tools, analyst })
  await publishShop()
  const launch = await currentLaunch(database.prisma, { graphId, variant: 'current' })
  schema = buildSchema(launch!.apiSchemaSdl!)
})

afterAll(async () => {
  await composer.close()
  await analyst.close()
  await locks.end()
  await database.close()
  await drop()
})

beforeEach(async () => {
  graphId = 'shop'
  await database.pool.query('TRUNCATE operation, operation_usage, field_usage, usage_report')
})

async function publishShop(): Promise<void> {
  await ensureGraph(database.prisma, graphId)
  const subgraphs = [
    { name: 'catalog', url: 'http://catalog.test', sdl: catalog },
    { name: 'reviews', url: 'http://reviews.test', sdl: reviews },
  ]
  const outcome = await launches.publish({ graphId, variant: 'current', subgraphs, git: {}, who })
  expect(outcome).toMatchObject({ kind: 'launched', launch: { composed: true } })
}

const send = (text: string, how?: Sent, hoursAgo = 1, variant = 'current') =>
  storeUsage(
    database.prisma,
    { graphId, variant },
    [sent(schema, text, how)],
    new Date(Date.now() - hoursAgo * HOUR_MS),
  )

const check = (sdl: string, request: Partial<SubgraphCheckRequest> = {}): Promise<Check> =>
  checks.checkSubgraph({
    graphId,
    variant: 'current',
    subgraph: 'catalog',
    sdl,
    git: {},
    config: {},
    who,
    ...request,
  })

/** The catalog's schema with one text in it replaced. */
const changed = (text: string, by: string): string => {
  expect(catalog).toContain(text)
  return catalog.replace(text, by)
}

function taskOf<Kind extends CheckTask['kind']>(
  { tasks }: Check,
  kind: Kind,
): Extract<CheckTask, { kind: Kind }> {
  const task = tasks.find((each) => each.kind === kind)
  expect(task).toBeDefined()
  return task as Extract<CheckTask, { kind: Kind }>
}

const changesOf = (found: Check): readonly ChangeFinding[] => taskOf(found, 'OPERATIONS').changes

const withoutName = changed('"What it was called." name: String @tag(name: "internal")', '')

test('a removed field that nobody used passes', async () => {
  await send('query Title{product{title}}')
  const found = await check(withoutName)
  expect(found.status).toBe('PASSED')
  expect(taskOf(found, 'OPERATIONS')).toEqual({
    kind: 'OPERATIONS',
    status: 'PASSED',
    checkedOperations: 1,
    changes: [
      {
        code: 'FIELD_REMOVED',
        criticality: 'BREAKING',
        severity: 'NOTICE',
        coordinate: 'Product.name',
        description: 'The field `Product.name` was removed.',
        affected: [],
        affectedCount: 0,
      },
    ],
  })
})

test('one that a frontend used yesterday fails, and names the operation and its clients', async () => {
  await send('query Shelf{product{name title}}', { client: 'web', version: '2.1.0', requests: 7 }, 24)
  await send('query Shelf{product{name title}}', { client: 'ios', version: '9', requests: 30 }, 3)
  await send('query Title{product{title}}')
  const found = await check(withoutName)
  expect(found.status).toBe('FAILED')
  const [finding] = changesOf(found)
  expect(finding).toMatchObject({
    severity: 'FAILURE',
    affectedCount: 1,
    affected: [
      {
        name: 'Shelf',
        requests: 37,
        clients: [
          { name: 'ios', version: '9', requests: 30 },
          { name: 'web', version: '2.1.0', requests: 7 },
        ],
      },
    ],
  })
  expect(summaryOf(finding!)).toBe('The field `Product.name` was removed. Breaks Shelf (ios 9, web 2.1.0).')
  expect(await checks.find(graphId, found.id)).toEqual(found)
  expect(await checks.find('another', found.id)).toBeNull()
})

test('only what was sent within the period counts, and often enough', async () => {
  await send('query Old{product{name}}', { requests: 10 }, 48)
  await send('query Often{product{title}}', { requests: 990 }, 2)
  const day = new Date(Date.now() - 24 * HOUR_MS)
  const statusWith = async (config: SubgraphCheckRequest['config']) =>
    (await check(withoutName, { config })).status
  expect(await statusWith({ from: day })).toBe('PASSED')
  expect(await statusWith({})).toBe('FAILED')
  expect(await statusWith({ queryCountThreshold: 11 })).toBe('PASSED')
  expect(await statusWith({ queryCountThreshold: 10 })).toBe('FAILED')
  expect(await statusWith({ queryCountThresholdPercentage: 0.011 })).toBe('PASSED')
  expect(await statusWith({ queryCountThresholdPercentage: 0.01 })).toBe('FAILED')
  await expect(statusWith({ from: new Date(), to: day })).rejects.toThrow('ends before it begins')
})

test('what clients of another variant send does not count', async () => {
  await send('query Shelf{product{name}}', {}, 1, 'staging')
  expect((await check(withoutName)).status).toBe('PASSED')
})

test('a removed enum value or input field breaks those who really sent it in a variable', async () => {
  const text = 'query Find($f:FilterInput){search(filter:$f){__typename}}'
  await send(
    text,
    { variables: ['FilterInput', 'FilterInput.text', 'FilterInput.status', 'Status.DRAFT'] },
    48,
  )
  await send(text, { variables: ['FilterInput', 'FilterInput.text'] })
  const withoutDraft = changed('"In." DRAFT', '')
  const withoutStatus = changed('"How." status: Status }', '}')
  expect((await check(withoutDraft)).status).toBe('FAILED')
  expect((await check(withoutStatus)).status).toBe('FAILED')
  const lately = { config: { from: new Date(Date.now() - 24 * HOUR_MS) } }
  expect((await check(withoutDraft, lately)).status).toBe('PASSED')
  expect((await check(withoutStatus, lately)).status).toBe('PASSED')
  expect((await check(changed('"Words." text: String', '"Words." text: String!'), lately)).status).toBe(
    'FAILED',
  )
})

test('an argument that is required now breaks operations that leave it out or may give null', async () => {
  const required = changed('"Its id." id: ID "In', '"Its id." id: ID! "In')
  await send('query Given($id:ID!){product(id:$id){title}}')
  await send('query Literal{product(id:""){title}}')
  expect((await check(required)).status).toBe('PASSED')
  await send('query LeftOut{product{title}}')
  await send('query Nullable($id:ID){product(id:$id){title}}')
  await send('query Null{product(id:null){title}}')
  const [finding] = changesOf(await check(required))
  expect(finding?.code).toBe('ARG_MADE_REQUIRED')
  expect(finding?.affected.map(({ name }) => name).toSorted()).toEqual(['LeftOut', 'Null', 'Nullable'])
})

test('a type that goes breaks those who name it, not those who select what its interface has', async () => {
  const withoutBrand = changed(
    'type Brand implements Node { "The id." id: ID! "The name." label: String }',
    'type Brand { "The name." label: String }',
  )
  await send('query Any{node(id:""){id}}')
  expect((await check(withoutBrand)).status).toBe('PASSED')
  await send('query Label{node(id:""){...on Brand{label}}}')
  const failures = changesOf(await check(withoutBrand)).filter(({ severity }) => severity === 'FAILURE')
  expect(failures.map(({ code }) => code)).toEqual(['TYPE_REMOVED_FROM_INTERFACE'])
})

test('a member that leaves a union breaks fragments on it', async () => {
  const withoutBrand = changed('union Found = Product | Brand', 'union Found = Product')
  await send('query Products{search{...on Product{title}}}')
  expect((await check(withoutBrand)).status).toBe('PASSED')
  await send('query Brands{search{...on Brand{label}}}')
  expect(changesOf(await check(withoutBrand))[0]).toMatchObject({
    code: 'TYPE_REMOVED_FROM_UNION',
    severity: 'FAILURE',
    affected: [{ name: 'Brands' }],
  })
})

test('a schema that does not compose says why, and nothing is said of operations', async () => {
  const found = await check(
    changed('type Product implements Node @key(fields: "id")', 'type Product implements Node'),
  )
  expect(found.status).toBe('FAILED')
  expect(taskOf(found, 'COMPOSITION').errors[0]).toMatchObject({ code: 'INVALID_FIELD_SHARING' })
  expect(taskOf(found, 'OPERATIONS').status).toBe('BLOCKED')
  const unreadable = await check('type Query {')
  expect(taskOf(unreadable, 'COMPOSITION').errors[0]).toMatchObject({
    subgraph: 'catalog',
    message: expect.any(String),
  })
})

test('a new subgraph is checked with the others; the same schema again changes nothing', async () => {
  const same = await check(catalog)
  expect(taskOf(same, 'COMPOSITION')).toMatchObject({ status: 'PASSED', supergraphModified: false })
  expect(changesOf(same)).toEqual([])
  const added = await check('"All." type Query { "Now." now: String }', { subgraph: 'clock' })
  expect(taskOf(added, 'COMPOSITION')).toMatchObject({ supergraphModified: true })
  expect(changesOf(added).map(({ code }) => code)).toEqual(['FIELD_ADDED'])
})

test('lint tells what is new, by the levels of the variant', async () => {
  graphId = 'shop-with-rules'
  await publishShop()
  const bad = changed('"The title." title: String', '"The title." title: String bad_name: String')
  const found = await check(bad)
  expect(found.status).toBe('FAILED')
  expect(taskOf(found, 'LINT')).toMatchObject({ status: 'FAILED', errorsCount: 1, warningsCount: 1 })
  await database.prisma.variant.update({
    where: { graphId_name: { graphId, name: 'current' } },
    data: { lintConfig: { FIELD_NAMES_SHOULD_BE_CAMEL_CASE: 'WARNING' } },
  })
  expect((await check(bad)).status).toBe('PASSED')
  expect(await checks.lint(graphId, 'type Query { a_b: Int }', null)).toMatchObject([
    { level: 'WARNING' },
    {},
    {},
  ])
  expect(await checks.lint(graphId, bad, bad)).toEqual([])
})

test('contracts are checked as well, each against its own clients', async () => {
  graphId = 'shop-with-contract'
  await publishShop()
  const contract = { graphId, variant: 'public', sourceVariant: 'current', include: [], git: {}, who }
  const outcome = await launches.publishContract({
    ...contract,
    exclude: ['internal'],
    hideUnreachable: false,
    launch: true,
  })
  expect(outcome).toMatchObject({ kind: 'launched', launch: { composed: true } })
  const withoutTitle = changed('"The title." title: String', '')
  await send('query Public{product{title}}', { client: 'partner' }, 1, 'public')
  const failed = await check(withoutTitle)
  expect(taskOf(failed, 'OPERATIONS').status).toBe('PASSED')
  expect(taskOf(failed, 'DOWNSTREAM').results).toMatchObject([
    {
      variant: 'public',
      status: 'FAILED',
      changes: [{ affected: [{ name: 'Public', clients: [{ name: 'partner' }] }] }],
    },
  ])
  expect(failed.status).toBe('FAILED')
  const internal = await check(withoutName)
  expect(taskOf(internal, 'DOWNSTREAM').results).toEqual([
    { variant: 'public', status: 'PASSED', errors: [], changes: [] },
  ])
  await expect(check(catalog, { variant: 'public' })).rejects.toThrow('is a contract of current')
})

test('what events:check said of the commit is repeated; without a word there is no such task', async () => {
  const git = { commit: 'c'.repeat(40) }
  expect((await check(catalog, { git })).tasks.map(({ kind }) => kind)).toEqual([
    'COMPOSITION',
    'OPERATIONS',
    'LINT',
  ])
  const finding = {
    event: 'a.b.c.v1',
    field: 'x',
    rule: 'field-removed',
    problem: 'It is gone.',
    subscribers: ['y'],
  }
  await saveEventsReport(database.prisma, {
    graphId,
    commit: git.commit,
    status: 'FAILED',
    comparedWith: 'main (1234567)',
    findings: [finding],
    who,
    reportedAt: new Date(),
  })
  const found = await check(catalog, { git })
  expect(found.status).toBe('FAILED')
  expect(taskOf(found, 'EVENTS')).toMatchObject({ comparedWith: 'main (1234567)', findings: [finding] })
})

test('a whole API is checked against the present one', async () => {
  await send('query Brands{search{...on Brand{label}}}')
  const api = (sdl: string) =>
    checks.checkGraph({ graphId, variant: 'current', sdl, git: {}, config: {}, who })
  const found = await api(
    '"All." type Query { "A thing." product: Product } "A thing." type Product { "Id." id: ID! }',
  )
  expect([found.subgraph, found.status]).toEqual([null, 'FAILED'])
  expect(found.tasks.map(({ kind }) => kind)).toEqual(['OPERATIONS', 'LINT'])
  await expect(api('type Query { a: Missing }')).rejects.toThrow('no valid schema: Unknown type "Missing"')
  await expect(api(`type Query { a: ${'['.repeat(50_000)}`)).rejects.toThrow('nested too deeply')
})

test('the number of statements is the same for one change and one operation as for hundreds', async () => {
  const statements = countStatements(database.pool)
  const statementsOf = async (sdl: string): Promise<number> => {
    statements.reset()
    await check(sdl)
    return statements.texts.length
  }
  await send('query One{product{name}}')
  const one = await statementsOf(withoutName)
  const operations = manyOperations(schema, 300).map((text) => sent(schema, text))
  await storeUsage(database.prisma, { graphId, variant: 'current' }, operations)
  const gone = changed('"The title." title: String', '')
    .replace('"Franc." CHF', '')
    .replace('"In." DRAFT', '')
  expect(await statementsOf(gone)).toBe(one)
})

test('what is too large is not looked at', async () => {
  await expect(check(`# ${'x'.repeat(launchLimits.maxBytes)}`)).rejects.toThrow(
    /^The schema has \d+ KB; at most/,
  )
  await expect(check(catalog, { variant: 'nope' })).rejects.toThrow(`There is no ${graphId}@nope`)
})
