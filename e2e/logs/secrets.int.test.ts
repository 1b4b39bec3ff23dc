import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type AddressInfo, type Server } from 'node:net'
import path from 'node:path'
import { subgraphSurroundings, type SubgraphSurroundings } from '@tradewind/testkit'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startLogged, type LoggedProcess } from './process.ts'

// Whatever is secret here has this word in it, so that one search finds all of it.
const planted = (what: string): string => `planted-${what}-0123456789-0123456789`

const cleanUp = new AsyncDisposableStack()
let surroundings: SubgraphSurroundings
let identity: LoggedProcess
let router: LoggedProcess
/** What the collector of traces was sent. */
let traces = ''
/** What catalog answers. */
let answer = ''

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUp.defer(() => void server.close())
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

beforeAll(async () => {
  surroundings = await subgraphSurroundings('identity')
  cleanUp.defer(() => surroundings.stop())
  const { DATABASE_URL, QUEUE_URL, JWKS_URL } = surroundings.environment
  const collector = await listen(
    createHttpServer(async (request, response) => {
      traces += Buffer.concat(await request.toArray()).toString()
      response.end('{}')
    }),
  )
  const catalog = await listen(createHttpServer((_request, response) => response.end(answer)))
  const redis = await listen(
    createServer((socket) => {
      socket.on('error', () => undefined).on('data', () => socket.write('-WRONGPASS invalid password\r\n'))
    }),
  )
  const shared = {
    HOST: '127.0.0.1',
    PORT: '0',
    NODE_ENV: 'production',
    LOG_LEVEL: 'trace',
    JWKS_URL,
    ROUTER_SECRET: planted('router-secret'),
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://user:${planted('collector')}@${collector}`,
  }
  identity = await startLogged('subgraphs/identity/main.ts', {
    ...shared,
    DATABASE_URL,
    QUEUE_URL,
    KEY_ENCRYPTION_SECRET: planted('key-encryption'),
    ADMIN_EMAIL: 'admin@example.com',
    ADMIN_PASSWORD: planted('admin-password'),
  })
  cleanUp.defer(() => identity.stop())
  const refused = (scheme: string, what: string): string => `${scheme}://user:${planted(what)}@127.0.0.1:1`
  router = await startLogged('router/main.ts', {
    ...shared,
    METRICS_PORT: '0',
    REGISTRY_URL: refused('http', 'registry-url'),
    REGISTRY_KEY: planted('registry-key'),
    GRAPH_REF: 'tradewind@current',
    REGISTRY_START_MS: '100',
    PERSISTED_QUERIES: 'log',
    // Its last report would be tried for seconds.
    USAGE_REPORTING: 'false',
    SUPERGRAPH_PATH: path.resolve(import.meta.dirname, '../../router/supergraph.graphql'),
    SUBGRAPH_URLS: [
      `identity=${identity.url}/graphql`,
      `catalog=http://user:${planted('subgraph-url')}@${catalog}/graphql`,
      `inventory=${refused('http', 'refused-url')}/graphql`,
    ].join(','),
    QUEUE_URL: refused('postgres', 'queue-url'),
    CACHE_REDIS_URL: `redis://user:${planted('redis-url')}@${redis}`,
    RATE_LIMIT_REDIS_URL: `redis://user:${planted('redis-url')}@${redis}`,
    RATE_LIMIT_CLIENT: '1000',
    HEADER_RULES: JSON.stringify([{ propagate: 'x-api-key' }]),
  })
  cleanUp.defer(() => router.stop())
})
afterAll(() => cleanUp.disposeAsync())

/** Posts to the router with whatever secrets a request may carry. */
async function post(body: string | object, headers: Record<string, string> = {}): Promise<unknown> {
  const response = await fetch(`${router.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      cookie: `session=${planted('cookie')}`,
      'x-api-key': planted('api-key'),
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return response.json()
}
const codes = async (answered: Promise<unknown>): Promise<unknown[]> =>
  ((await answered) as { errors?: { extensions?: { code?: string } }[] }).errors?.map(
    ({ extensions }) => extensions?.code,
  ) ?? []

const signUp = (email: string) => ({
  query: `mutation SignUp($input: SignUpInput!) {
    signUp(input: $input) { session { accessToken refreshToken } errors { ... on UserError { message } } } }`,
  variables: { input: { email, name: planted('name'), password: planted('password') } },
})

/** All that is told of what has happened: what was written and what there is for whoever asks for metrics; at their end. */
async function everythingTold(): Promise<string> {
  const metricsUrl = /"metrics":"([^"]+)"/.exec(router.output())![1]!
  const metrics: string[] = []
  for (const url of [identity.url, metricsUrl]) metrics.push(await (await fetch(`${url}/metrics`)).text())
  // Processes that stop send the traces that they still have.
  await Promise.all([router.stop(), identity.stop()])
  return [identity.output(), router.output(), traces, ...metrics].join('\n')
}

/** Requests that fail in the router, or in what it asks; with the code of the error. */
const failing: readonly (readonly [what: string, request: () => Promise<unknown>, code: string])[] = [
  ['a forged token', () => post(me, { authorization: `Bearer ${planted('token')}` }), 'UNAUTHENTICATED'],
  ['a body that is cut off', () => post(`{"variables":{"card":"${planted('card')}"`), 'BAD_REQUEST'],
  [
    'a text that cannot be parsed',
    () => post({ query: `{ me "${planted('literal')}"` }),
    'GRAPHQL_PARSE_FAILED',
  ],
  [
    'an argument that there is not',
    () => post({ query: `{ me(card: "${planted('literal')}") { id } }` }),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'variables of another type',
    () => post({ ...signUp(''), variables: { input: { password: [planted('password')] } } }),
    'BAD_USER_INPUT',
  ],
  ['an answer that is no JSON', () => products(planted('answer')), 'SUBGRAPH_UNAVAILABLE'],
  ['an answer that turns into none', () => products(`{"data":${planted('answer')}}`), 'SUBGRAPH_UNAVAILABLE'],
  ['an answer that is no GraphQL', () => products(`"${planted('answer')}"`), 'SUBGRAPH_UNAVAILABLE'],
  [
    'a subgraph that is down',
    () => {
      answer = '{"data":{"product":{"id":"1","variants":[{"__typename":"ProductVariant","id":"2"}]}}}'
      const query = 'query ($id: ID!) { product(id: $id) { variants { availability { available } } } }'
      return post({ query, variables: { id: planted('variable') } })
    },
    'SUBGRAPH_UNAVAILABLE',
  ],
]
const me = { query: '{ me { id } }' }
function products(answered: string): Promise<unknown> {
  answer = answered
  return post({ query: '{ products { nodes { id } } }' })
}

/** What makes a sign-up fail in the database, each in another way; the first ones with the row or value in the error. */
const breakages = [
  'ALTER TABLE customer ADD CONSTRAINT short CHECK (length(name) < 3) NOT VALID',
  'ALTER TABLE customer DROP COLUMN name CASCADE, ADD COLUMN name uuid',
  'ALTER TABLE customer DROP COLUMN name, ADD COLUMN name varchar(3)',
  'DROP TABLE customer CASCADE',
]

test('nothing that fails, and nothing that works, puts a secret into a log, a metric or a trace', async () => {
  const token = await surroundings.issuer.sign()
  expect(await codes(post(me, { authorization: `Bearer ${token}` }))).toEqual([])
  expect(await codes(post(signUp('one@example.com')))).toEqual([])
  for (const [what, request, code] of failing) {
    expect(new Set(await codes(request())), what).toEqual(new Set([code]))
  }

  const socket = new WebSocket(`${router.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  await once(socket, 'open')
  const payload = { authorization: `Bearer ${planted('token')}` }
  socket.send(JSON.stringify({ type: 'connection_init', payload }))
  await once(socket, 'close')

  const database = new pg.Client({ connectionString: surroundings.environment.DATABASE_URL })
  await database.connect()
  for (const breakage of breakages) {
    await database.query(breakage)
    expect(await codes(post(signUp('two@example.com'))), breakage).toEqual(['INTERNAL_SERVER_ERROR'])
  }
  await database.end()

  const told = await everythingTold()
  // All of it has been told of, only without what is secret.
  expect(told.match(/"msg":"A resolver failed\."/g)).toHaveLength(breakages.length)
  for (const text of ['A subgraph gave no usable answer.', 'WRONGPASS', '_bucket', '"SignUp"'])
    expect(told).toContain(text)
  const { password } = new URL(surroundings.environment.DATABASE_URL)
  const secret = new RegExp(`.{0,200}(planted|eyJ|${password}).{0,40}`, 'g')
  expect(told.match(secret) ?? []).toEqual([])
}, 60_000)
