import { createHash } from 'node:crypto'
import { request as send } from 'node:http'
import { text } from 'node:stream/consumers'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startShop, type Shop } from './fixtures/shop.ts'

let shop: Shop
const tokens: Record<string, string> = { none: '', forged: 'Bearer a.b.c', malformed: 'Basic x' }
beforeAll(async () => {
  shop = await startShop({ CORS_ORIGINS: 'https://shop.example', HEADER_RULES: '[{"propagate":"x-tenant"}]' })
  const id = '0198b7e0-0000-7000-8000-00000000beef'
  tokens['customer'] = `Bearer ${await shop.issuer.sign({ id, scopes: [] })}`
  tokens['staff'] = `Bearer ${await shop.issuer.sign({ id, roles: ['STAFF'], scopes: ['catalog:write'] })}`
})
afterAll(() => shop.stop())

interface Sent {
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}
interface Received {
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}
const REQUEST_ID = '0198b7e0-0000-7000-8000-000000000001'

/** Sends to `/graphql`, which the hot path answers where it can, or to `/graphql/`, which Yoga answers always. */
async function post(
  path: '/graphql' | '/graphql/',
  { body, headers }: Sent,
  from: Shop = shop,
): Promise<Received> {
  const request = send(`${from.url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-request-id': REQUEST_ID,
      ...headers,
    },
  })
  request.end(body)
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const { date: _, ...rest } = response.headers
  return { status: response.statusCode, headers: rest, body: await text(response) }
}

/** What the hot path has answered so far. */
async function answeredByHotPath(): Promise<number> {
  const metrics = await (await fetch(shop.metricsUrl)).text()
  return Number(/hot_path_requests_total\{by="hot path".*\} (\d+)/.exec(metrics)?.[1] ?? 0)
}

/** Sends the same both ways, when what was asked for is known and when it is not. */
async function bothWays(sent: Sent): Promise<Received> {
  const unknown = await post('/graphql', sent)
  const byYoga = await post('/graphql/', sent)
  expect(unknown).toEqual(byYoga)
  expect(await post('/graphql', sent)).toEqual(byYoga)
  return byYoga
}

const sha256 = (query: string): string => createHash('sha256').update(query).digest('hex')
const persisted = (query: string, withText = false): object => ({
  ...(withText && { query }),
  extensions: { persistedQuery: { version: 1, sha256Hash: sha256(query) } },
})

const operations = {
  plain: { query: '{ locations products { title available } }' },
  named: { query: 'query A { locations } query B { products { id } }', operationName: 'B' },
  unnamed: { query: 'query A { locations } query B { products { id } }' },
  unknownName: { query: 'query A { locations }', operationName: 'C' },
  emptyName: { query: 'query A { locations }', operationName: '' },
  nullName: { query: 'query A { locations }', operationName: null, variables: null, extensions: null },
  variables: { query: 'query($id: ID!) { product(id: $id) { title } }', variables: { id: 2 } },
  missingVariable: { query: 'query($id: ID!) { product(id: $id) { title } }' },
  wrongVariable: {
    query: 'query($c: Currency!) { product(id: 1) { cost(currency: $c) } }',
    variables: { c: 'EURO' },
  },
  odd: {
    query: 'query($x: Boolean = true) { __proto__: locations @include(if: $x) }',
    variables: { ['__proto__']: 1 },
  },
  mutation: { query: 'mutation { renameProduct(id: 1, title: "x") { title } }' },
  cut: { query: '{ secret locations supplier product(id: 1) { cost(currency: EUR) } }' },
  refused: { query: '{ secret }' },
  failing: { query: '{ failure locations }' },
  introspection: { query: '{ __schema { queryType { name } } __typename }' },
  unparsable: { query: '{ locations' },
  invalid: { query: '{ location }' },
  tooDeep: { query: `{ products ${'{ related '.repeat(20)}{ id } ${'}'.repeat(20)} }` },
  register: persisted('{ products { id } }', true),
  byId: persisted('{ products { id } }'),
  byUnknownId: persisted('{ products { title id } }'),
  wrongId: { ...persisted('{ locations }'), query: '{ products { id } }' },
  emptyExtension: { query: '{ locations }', extensions: { persistedQuery: null } },
  noQuery: {},
  emptyQuery: { query: '' },
  extra: { query: '{ locations }', more: 1 },
  list: [{ query: '{ locations }' }],
  number: { query: 7 },
  listOfVariables: { query: '{ locations }', variables: [] },
  textExtensions: { query: '{ locations }', extensions: 'x' },
}
const raw = [
  '',
  '{',
  'null',
  '1',
  '\ufeff{"query":"{ locations }"}',
  '{"query":"{ locations }","query":"{ products { id } }"}',
]

test.each([...Object.values(operations).map((each) => JSON.stringify(each)), ...raw])(
  'the same answer either way: %s',
  async (body) => {
    await bothWays({ body })
    await bothWays({
      body,
      headers: { accept: 'application/graphql-response+json', authorization: tokens['staff']! },
    })
  },
)

test.each([
  ['application/json; charset=utf-8', {}],
  ['application/json;charset=latin1', {}],
  ['text/plain', {}],
  ['application/graphql+json', {}],
  ['application/json', { 'content-encoding': 'gzip' }],
  ['application/json', { accept: '' }],
  ['application/json', { accept: '*/*' }],
  ['application/json', { accept: 'text/html, application/*;q=0.5' }],
  ['application/json', { accept: 'application/graphql-response+json, application/json;q=0.9' }],
  ['application/json', { accept: 'application/json;charset=latin1' }],
  ['application/json', { accept: 'text/html' }],
  ['application/json', { accept: 'multipart/mixed;subscriptionSpec=1.0, application/json' }],
  ['application/json', { origin: 'https://shop.example' }],
  ['application/json', { origin: 'https://evil.example' }],
])('the same answer either way: %s %j', async (type, headers) => {
  const body = JSON.stringify(operations.plain)
  await bothWays({ body, headers: { 'content-type': type, ...headers } })
})

test('whatever is sent, the answer is the same either way', async () => {
  const sent = fc.record({
    operation: fc.constantFrom(...Object.values(operations)),
    token: fc.constantFrom('none', 'customer', 'staff', 'forged', 'malformed'),
    accept: fc.constantFrom(
      'application/json',
      'application/graphql-response+json',
      '*/*',
      'text/event-stream, */*',
    ),
    tenant: fc.constantFrom('', 'north'),
  })
  await fc.assert(
    fc.asyncProperty(sent, async ({ operation, token, accept, tenant }) => {
      const headers = {
        accept,
        ...(tokens[token] && { authorization: tokens[token] }),
        ...(tenant && { 'x-tenant': tenant }),
      }
      await bothWays({ body: JSON.stringify(operation), headers })
    }),
    { numRuns: Number(process.env['HOT_PATH_RUNS'] ?? 40) },
  )
})

test('what has been executed before takes the hot path, and nothing else does', async () => {
  const takes = async (operation: object): Promise<boolean> => {
    const before = await answeredByHotPath()
    await post('/graphql', { body: JSON.stringify(operation) })
    return (await answeredByHotPath()) > before
  }
  const fresh = { query: '{ products { id title } }' }
  expect(await takes(fresh)).toBe(false)
  expect(await takes(fresh)).toBe(true)
  const id = persisted('{ products { title id available } }')
  expect(await takes(persisted('{ products { title id available } }', true))).toBe(false)
  expect(await takes(id)).toBe(true)
  expect(await takes(operations.invalid)).toBe(false)
  expect(await takes(operations.invalid)).toBe(false)
})

test('rates are counted once, and told of, either way', async () => {
  const limited = await startShop({
    RATE_LIMIT_CLIENT: '4',
    RATE_LIMIT_USER: '9',
    JWKS_URL: shop.issuer.jwksUrl,
  })
  const sent = { body: JSON.stringify(operations.plain), headers: { authorization: tokens['customer']! } }
  const left: unknown[] = []
  for (const path of ['/graphql/', '/graphql', '/graphql', '/graphql', '/graphql', '/graphql/'] as const) {
    const { status, headers } = await post(path, sent, limited)
    left.push([status, headers['ratelimit-remaining']])
  }
  expect(left).toEqual([
    [200, '3'],
    [200, '2'],
    [200, '1'],
    [200, '0'],
    [429, '0'],
    [429, '0'],
  ])
  await limited.stop()
})

test('after a reload an operation is checked against the new supergraph first', async () => {
  const changing = await startShop({})
  const sent = { body: '{"query":"{ locations whoAmI }"}' }
  for (let time = 0; time < 2; time += 1)
    expect((await post('/graphql', sent, changing)).body).toMatch('"data"')
  await changing.writeSupergraph(changing.supergraph.replace(/ +locations: [^\n]*\n/, ''))
  await expect
    .poll(async () => (await post('/graphql', sent, changing)).body)
    .toMatch('GRAPHQL_VALIDATION_FAILED')
  await changing.stop()
})
