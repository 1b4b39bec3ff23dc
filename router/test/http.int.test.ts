import { eventually } from '@tradewind/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startShop, type Shop } from './fixtures/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await startShop({ CORS_ORIGINS: 'https://shop.example, https://staff.example' })
})
afterAll(() => shop.stop())

const get = (
  query: string,
  headers: Record<string, string> = { 'apollo-require-preflight': 'yes' },
): Promise<Response> => shop.fetch(`/graphql?query=${encodeURIComponent(query)}`, { headers })
const codeOf = async (response: Response): Promise<unknown> => {
  const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] }
  return errors[0]?.extensions.code
}

test('GET serves queries', async () => {
  expect(await (await get('{ locations }')).json()).toEqual({ data: { locations: ['Bremen', 'Porto'] } })
})

test('GET refuses mutations', async () => {
  const before = shop.products.received.length
  const response = await get('mutation { renameProduct(id: 1, title: "x") { id } }')
  expect(response.status).toBe(405)
  expect(response.headers.get('allow')).toBe('POST')
  expect(await codeOf(response)).toBe('BAD_REQUEST')
  expect(shop.products.received.length).toBe(before)
})

test('GET with variables that are not JSON is the client’s mistake', async () => {
  const response = await shop.fetch('/graphql?query={locations}&variables={', {
    headers: { 'x-apollo-operation-name': 'L' },
  })
  expect(response.status).toBe(400)
  expect(await codeOf(response)).toBe('BAD_REQUEST')
})

test('what another site could make a browser send is refused', async () => {
  const body = JSON.stringify({ query: '{ locations }' })
  const forged = [
    await get('{ locations }', {}),
    await shop.fetch('/graphql', { method: 'POST', body, headers: { 'content-type': 'text/plain' } }),
    await shop.fetch('/graphql', {
      method: 'POST',
      body,
      headers: { 'content-type': 'text/plain; application/json' },
    }),
    await shop.fetch('/graphql', { method: 'POST', body: new URLSearchParams({ query: '{ locations }' }) }),
    await shop.fetch('/graphql', { method: 'POST', body: new FormData() }),
    await shop.fetch('/graphql', { method: 'POST', body: new Blob([body]) }),
  ]
  for (const response of forged) {
    expect(response.status).toBe(400)
    expect(await codeOf(response)).toBe('CSRF_PREVENTED')
  }
})

test('a body that is not JSON, or not an operation, is the client’s mistake', async () => {
  for (const body of ['{', 'null', '1', '{}', '{"query":7}', '{"query":"{ locations }","variables":[]}']) {
    const response = await shop.fetch('/graphql', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
    expect([body, await codeOf(response)]).toEqual([body, 'BAD_REQUEST'])
  }
})

test('a document that does not parse, is not valid, or does not say which operation to run is the client’s mistake', async () => {
  const codes = async (query: string): Promise<unknown> =>
    (await shop.query(query)).errors?.[0]?.extensions?.['code']
  expect(await codes('{ locations')).toBe('GRAPHQL_PARSE_FAILED')
  expect(await codes('{ locations { x } }')).toBe('GRAPHQL_VALIDATION_FAILED')
  expect(await codes('query A { locations } query B { locations }')).toBe('OPERATION_RESOLUTION_FAILURE')
  expect(await codes('query($id: ID!) { product(id: $id) { id } }')).toBe('BAD_USER_INPUT')
})

test('clients that accept application/graphql-response+json get the status of the GraphQL over HTTP specification', async () => {
  const { status, headers } = await shop.query(
    '{ nope }',
    {},
    { accept: 'application/graphql-response+json' },
  )
  expect(status).toBe(400)
  expect(headers.get('content-type')).toMatch('application/graphql-response+json')
})

test('other methods and other paths are not served', async () => {
  expect((await shop.fetch('/graphql', { method: 'DELETE' })).status).toBe(405)
  expect((await shop.fetch('/elsewhere')).status).toBe(404)
})

test('pages of the configured origins may read answers, of others may not', async () => {
  const from = (origin: string, method = 'POST'): Promise<Response> =>
    shop.fetch('/graphql', {
      method,
      headers: {
        origin,
        'content-type': 'application/json',
        'access-control-request-headers': 'authorization',
      },
      ...(method === 'POST' && { body: '{"query":"{ locations }"}' }),
    })
  for (const method of ['POST', 'OPTIONS']) {
    const ours = await from('https://staff.example', method)
    expect(ours.headers.get('access-control-allow-origin')).toBe('https://staff.example')
    expect(ours.headers.get('vary')).toMatch('origin')
    expect(ours.headers.has('access-control-allow-credentials')).toBe(false)
    const theirs = await from('https://evil.example', method)
    expect(theirs.headers.has('access-control-allow-origin')).toBe(false)
  }
  expect((await from('https://staff.example', 'OPTIONS')).headers.get('access-control-allow-headers')).toBe(
    'authorization',
  )
  expect((await from('https://evil.example', 'OPTIONS')).headers.has('access-control-allow-headers')).toBe(
    false,
  )
})

test('every response carries its request id and tells browsers to trust nothing in it', async () => {
  for (const response of [
    await shop.fetch('/graphql'),
    await get('{ locations }'),
    await shop.fetch('/elsewhere'),
  ]) {
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('content-security-policy')).toMatch("default-src 'none'")
    expect(response.headers.get('cache-control')).toBe('no-store')
  }
})

test('the router is ready while a subgraph is not, and says which', async () => {
  const checks = async () => {
    const response = await shop.fetch('/health/ready')
    expect(response.status).toBe(200)
    return ((await response.json()) as { checks: unknown }).checks
  }
  await eventually(async () => expect(await checks()).toEqual({ products: 'ready', stock: 'ready' }))
  shop.stock.ready = false
  await eventually(async () => expect(await checks()).toEqual({ products: 'ready', stock: 'unavailable' }))
  expect((await shop.fetch('/health/live')).status).toBe(200)
  shop.stock.ready = true
})

test('nothing but /graphql leads to GraphQL, and whatever does is counted', async () => {
  const counted = async () => {
    const metrics = await (await fetch(shop.metricsUrl)).text()
    return Number(/request_seconds_count\{.*type="query",status="200"\} (\d+)/.exec(metrics)?.[1] ?? 0)
  }
  const ask = (path: string) =>
    shop.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ locations }"}',
    })
  const before = await counted()
  for (const path of ['/graphql', '/graphql/', '/graphql?x=y']) expect((await ask(path)).status).toBe(200)
  await eventually(async () => expect(await counted()).toBe(before + 3))
  for (const path of ['//graphql', '/elsewhere/graphql', '/elsewhere?x=/graphql', '/GraphQL', '/%67raphql']) {
    expect([path, (await ask(path)).status]).toEqual([path, 404])
  }
})

test('the metrics count requests, errors and subgraph requests, and have a port of their own', async () => {
  await shop.query('query AVeryPeculiarName { locations nope }')
  await shop.query('query AVeryPeculiarName { locations }')
  const metrics = await (await fetch(shop.metricsUrl)).text()
  expect(metrics).toMatch(/tradewind_router_request_seconds_count\{.*type="query",status="200"\} [1-9]/)
  expect(metrics).toMatch(/tradewind_router_errors_total\{code="GRAPHQL_VALIDATION_FAILED".*\} [1-9]/)
  expect(metrics).toMatch(/tradewind_router_subgraph_seconds_count\{.*subgraph="stock",outcome="ok"\} [1-9]/)
  expect(metrics).not.toMatch('AVeryPeculiarName')
  expect((await shop.fetch('/metrics')).status).toBe(404)
})
