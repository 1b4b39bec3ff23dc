import type { ServerResponse } from 'node:http'
import { createRouterVerifier, isId } from '@tradewind/service'
import { eventually } from '@tradewind/testkit'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { ROUTER_SECRET } from './fixtures/router.ts'
import { startShop, type Shop } from './fixtures/shop.ts'
import type { Answer } from './fixtures/subgraph.ts'

let shop: Shop
beforeAll(async () => {
  shop = await startShop({ SUBGRAPH_MAX_RESPONSE_BYTES: '20000' })
})
afterEach(() => {
  shop.products.answer = undefined
  shop.stock.answer = undefined
})
afterAll(() => shop.stop())

const productsWithStock = 'query Stock { products { id available } }'
const unavailable = {
  message: 'This part of the answer is not available at the moment; try again shortly.',
  path: ['products'],
  extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
}
const json =
  (status: number, body: string): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  }

function breakOff(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': 99 }).write('{"data"', () => response.destroy())
}

test('an entity is put together from the subgraphs that know of it', async () => {
  const { data } = await shop.query(
    'query($id: ID!) { product(id: $id) { title available related { title available } } locations }',
    { id: '1' },
  )
  expect(data).toEqual({
    product: {
      title: 'Enamel kettle',
      available: 4,
      related: [
        { title: 'Linen apron', available: 0 },
        { title: 'Oak board', available: 11 },
      ],
    },
    locations: ['Bremen', 'Porto'],
  })
})

test('entities of a list are asked for in one request', async () => {
  const before = shop.stock.received.length
  await shop.query(productsWithStock)
  expect(shop.stock.received.length).toBe(before + 1)
})

test('a mutation runs and its result is completed from other subgraphs', async () => {
  const { data } = await shop.query(
    'mutation { renameProduct(id: "3", title: "Ash board") { title available } }',
  )
  expect(data).toEqual({ renameProduct: { title: 'Ash board', available: 11 } })
})

test('subgraphs get a signed header of their own, the request id, the trace and the token, and no other header', async () => {
  const token = await shop.issuer.sign()
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const requestId = '0198b7e0-0000-7000-8000-00000000abcd'
  await shop.query(
    productsWithStock,
    {},
    {
      authorization: `Bearer ${token}`,
      'x-request-id': requestId,
      traceparent,
      cookie: 'session=1',
      'x-forwarded-for': '10.0.0.1',
    },
  )
  const headers = shop.stock.received.at(-1)
  const signature = String(headers?.['x-tradewind-router'])
  expect(await createRouterVerifier(ROUTER_SECRET, 'stock')(signature)).toBe(true)
  expect(await createRouterVerifier(ROUTER_SECRET, 'products')(signature)).toBe(false)
  expect(
    await createRouterVerifier('another secret of the same length, more or less', 'stock')(signature),
  ).toBe(false)
  expect(headers).toMatchObject({ authorization: `Bearer ${token}`, 'x-request-id': requestId })
  expect(headers?.['traceparent']).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/)
  expect(headers).not.toHaveProperty('cookie')
  expect(headers).not.toHaveProperty('x-forwarded-for')
})

test('headers that rules name are handed on as well, to the subgraphs they are for; those of the router stand', async () => {
  const ruled = await startShop({
    HEADER_RULES: JSON.stringify([
      { propagate: 'x-*' },
      { propagate: 'x-area', default: 'eu' },
      { propagate: 'x-tenant', rename: 'x-shop' },
      { remove: 'x-tenant' },
      { insert: 'x-channel', value: 'web', subgraph: 'stock' },
    ]),
  })
  try {
    const sent = { 'x-tenant': 'north', 'x-tradewind-timeout-ms': '1', connection: 'x-request-id' }
    const { errors } = await ruled.query(productsWithStock, {}, sent)
    expect(errors).toBeUndefined()
    for (const { received } of [ruled.products, ruled.stock]) {
      expect(received.at(-1)).toMatchObject({ 'x-area': 'eu', 'x-shop': 'north' })
      expect(received.at(-1)).not.toHaveProperty('x-tenant')
      expect(Number(received.at(-1)?.['x-tradewind-timeout-ms'])).toBeGreaterThan(1)
    }
    expect(ruled.stock.received.at(-1)).toMatchObject({ 'x-channel': 'web' })
    expect(ruled.products.received.at(-1)).not.toHaveProperty('x-channel')
  } finally {
    await ruled.stop()
  }
})

test('a request id and a trace are made where the client sends none or a malformed one', async () => {
  const { headers } = await shop.query(
    productsWithStock,
    {},
    { 'x-request-id': 'my id\t"}', traceparent: 'nonsense' },
  )
  const received = shop.stock.received.at(-1)
  expect(received?.['x-request-id']).toBe(headers.get('x-request-id'))
  expect(isId(String(headers.get('x-request-id')))).toBe(true)
  expect(received?.['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
})

test.each<[string, Answer]>([
  ['closes the connection', (request) => void request.socket.destroy()],
  ['stops in the middle of its answer', (_, response) => breakOff(response)],
  ['answers with HTTP 500', json(500, '{"errors":[{"message":"no space left on /dev/sda1"}]}')],
  ['answers with HTML', json(200, '<html>Bad Gateway nginx/1.2</html>')],
  ['answers with JSON that is no GraphQL response', json(200, '{"ok":true}')],
  [
    'does not take us for its router',
    json(403, '{"errors":[{"message":"no","extensions":{"code":"FORBIDDEN"}}]}'),
  ],
  [
    'answers with more than it may',
    json(200, JSON.stringify({ data: { _entities: [], x: 'x'.repeat(30_000) } })),
  ],
])(
  'a subgraph that %s leaves the rest of the answer, and an error without a word about it',
  async (_, answer) => {
    shop.stock.answer = answer
    const { status, data, errors } = await shop.query(productsWithStock)
    expect(status).toBe(200)
    expect(data).toEqual({
      products: [
        { id: '1', available: null },
        { id: '2', available: null },
        { id: '3', available: null },
      ],
    })
    expect(errors).toEqual([unavailable])
  },
)

test('a subgraph that does not answer in time, or not to its end, counts as one that is not there', async () => {
  const impatient = await startShop({ SUBGRAPH_TIMEOUT_MS: '1000' })
  try {
    impatient.stock.answer = () => {}
    expect((await impatient.query(productsWithStock)).errors).toEqual([unavailable])
    impatient.stock.answer = (_, response) =>
      void response.writeHead(200, { 'content-length': 99 }).write('{')
    expect((await impatient.query(productsWithStock)).errors).toEqual([unavailable])
  } finally {
    await impatient.stop()
  }
})

test('errors that a subgraph means for clients pass with their path', async () => {
  shop.stock.answer = json(
    200,
    JSON.stringify({
      data: { _entities: [{ available: 1 }, { available: null }, { available: 3 }] },
      errors: [
        { message: 'Not for you.', path: ['_entities', 1, 'available'], extensions: { code: 'FORBIDDEN' } },
      ],
    }),
  )
  const { data, errors } = await shop.query(productsWithStock)
  expect(data).toMatchObject({ products: [{ available: 1 }, { available: null }, { available: 3 }] })
  expect(errors).toEqual([
    { message: 'Not for you.', path: ['products', 1, 'available'], extensions: { code: 'FORBIDDEN' } },
  ])
})

test('errors that a subgraph does not mean for clients are masked', async () => {
  const leak = {
    message: 'connect ECONNREFUSED 10.2.3.4:5432',
    extensions: { stacktrace: ['at /srv/stock.ts:1'] },
  }
  shop.stock.answer = json(200, JSON.stringify({ data: null, errors: [leak] }))
  const { headers, errors } = await shop.query(productsWithStock)
  const requestId = headers.get('x-request-id')
  expect(errors).toEqual([
    { message: 'Unexpected error', extensions: { code: 'INTERNAL_SERVER_ERROR', requestId } },
  ])
})

test('a client that goes away takes its requests to subgraphs with it', async () => {
  const before = shop.stock.received.length
  let closed = false
  shop.stock.answer = (_request, response) => void response.once('close', () => (closed = true))
  const leaving = new AbortController()
  const request = shop.fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: productsWithStock }),
    signal: leaving.signal,
  })
  await eventually(() => expect(shop.stock.received.length).toBe(before + 1))
  leaving.abort()
  await expect(request).rejects.toThrow('abort')
  // Long before the request would have timed out.
  await eventually(() => expect(closed).toBe(true), { timeout: 5_000 })
})
