import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attacks, times } from './fixtures/attacks.ts'
import { startShop, type Shop } from './fixtures/shop.ts'

// The published patterns of attack on GraphQL, against a router with its default settings: each is refused before a
// subgraph is asked, or costs no more than a counted number of requests.
let shop: Shop
beforeAll(async () => {
  shop = await startShop()
})
afterAll(() => shop.stop())

const received = (): number => shop.products.received.length + shop.stock.received.length

interface Outcome {
  readonly status: number
  readonly codes: unknown[]
  readonly data: unknown
  /** Requests that subgraphs got. */
  readonly asked: number
  readonly bytes: number
}

async function outcomeOf(send: () => Promise<Response>): Promise<Outcome> {
  const before = received()
  const response = await send()
  const text = await response.text()
  const { data, errors = [] } = JSON.parse(text) as {
    data?: unknown
    errors?: { extensions?: { code?: string } }[]
  }
  const codes = [...new Set(errors.map(({ extensions }) => extensions?.code))]
  return { status: response.status, codes, data, asked: received() - before, bytes: text.length }
}

const post = (body: unknown, headers: Record<string, string> = {}) =>
  outcomeOf(() =>
    shop.fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  )
const ask = (query: string, variables = {}) => post({ query, variables })

test.each(attacks)('%s is refused', async (_, query, code) => {
  const { codes, data, asked } = await ask(query)
  expect({ data, asked }).toEqual({ data: undefined, asked: 0 })
  expect(codes).toContain(code)
})

test('field duplication within the limits is asked for once', async () => {
  const { codes, data, asked } = await ask(`{ product(id: 1) { ${'title '.repeat(100)} } }`)
  expect({ codes, data, asked }).toEqual({
    codes: [],
    data: { product: { title: 'Enamel kettle' } },
    asked: 1,
  })
})

test('aliases within the limits are one request to a subgraph', async () => {
  const { asked, codes } = await ask(`{ ${times(20, (i) => `a${i}: product(id: ${i}) { title }`)} }`)
  expect({ asked, codes }).toEqual({ asked: 1, codes: [] })
})

test('batches, whatever their size, are refused', async () => {
  const operation = { query: '{ locations }' }
  for (const size of [1, 2, 1_000]) {
    expect(await post(Array.from({ length: size }, () => operation))).toMatchObject({
      status: 400,
      codes: ['BATCHING_NOT_SUPPORTED'],
      asked: 0,
    })
  }
})

test('a wrong document or wrong variables cannot make an answer that is larger by far', async () => {
  const fields = await ask(
    `{ ${times(19, (i) => `nope${i}`)} product(id: 1) { ${times(900, (i) => `x${i}`)} } }`,
  )
  expect(fields.codes).toEqual(['GRAPHQL_VALIDATION_FAILED'])
  expect(fields.bytes).toBeLessThan(50_000)
  const ids = Array.from({ length: 50_000 }, () => ({}))
  const values = await ask(
    'query ($ids: [ID!]) { locations @include(if: true) x: __typename @skip(if: $ids) }',
    { ids },
  )
  expect(values.codes).toEqual(['GRAPHQL_VALIDATION_FAILED'])
  const coerced = await ask(
    'query ($c: [Currency!]!) { product(id: 1) { ...F } } fragment F on Product { a: cost(currency: $c) }',
    { c: ids },
  )
  expect(coerced.asked).toBe(0)
  expect(coerced.bytes).toBeLessThan(50_000)
})

test('variables nested as deeply as a body allows do no harm', async () => {
  const deep = `{"query":"{ locations }","variables":{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}}`
  const { status } = await post(deep)
  expect([200, 400]).toContain(status)
  expect((await ask('{ locations }')).status).toBe(200)
})

test('names that mean something to JavaScript are names like any other', async () => {
  const { data } = await ask(
    '{ __proto__: locations constructor: locations toString: product(id: 1) { valueOf: title } }',
  )
  expect(Object.keys(data as object)).toEqual(['__proto__', 'constructor', 'toString'])
  await post('{"query":"{ locations }","variables":{"__proto__":{"polluted":1}},"__proto__":{"polluted":1}}')
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test('uploads, forms and compressed bodies are not taken', async () => {
  const form = new FormData()
  form.set('operations', '{"query":"{ locations }"}')
  form.set('map', '{}')
  const headers = { 'apollo-require-preflight': 'yes' }
  expect((await shop.fetch('/graphql', { method: 'POST', body: form, headers })).status).toBe(415)
  const compressed = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
  const body = gzipSync('{"query":"{ locations }"}')
  const sent = outcomeOf(() => shop.fetch('/graphql', { method: 'POST', body, headers: compressed }))
  expect(await sent).toMatchObject({ codes: ['BAD_REQUEST'], asked: 0 })
})

/** Sends bytes as they are and gives the first line of what is answered. */
async function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(shop.url)
  const socket = connect(Number(port), hostname)
  socket.end(text)
  let answer = ''
  socket.on('data', (chunk) => (answer += String(chunk)))
  // A server that has said no may end the connection while we still send.
  socket.on('error', () => undefined)
  await new Promise((resolve) => socket.once('close', resolve))
  return answer.split('\r\n')[0] ?? ''
}

test('requests that two servers would read differently are refused', async () => {
  const before = received()
  const head = 'POST /graphql HTTP/1.1\r\nhost: shop\r\ncontent-type: application/json\r\n'
  const body = '{"query":"{ locations }"}'
  for (const framing of [
    `content-length: ${body.length}\r\ntransfer-encoding: chunked\r\n\r\n${body}`,
    `content-length: ${body.length}\r\ncontent-length: 3\r\n\r\n${body}`,
    `transfer-encoding: chunked, identity\r\n\r\n${body}`,
    `transfer-encoding : chunked\r\n\r\n0\r\n\r\n`,
    `x: a\r\n\r\n : b\r\ncontent-length : 5\r\n\r\n${body}`,
  ]) {
    expect(await raw(head + framing)).toMatch(/^HTTP\/1\.1 400/)
  }
  expect(await raw(`${head}x: ${'y'.repeat(100_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431/)
  expect(received()).toBe(before)
})

test('what a client claims in headers is not passed on', async () => {
  const claims = {
    'x-tradewind-router': 'forged',
    cookie: 'a=b',
    forwarded: 'for=127.0.0.1',
    'x-forwarded-for': '127.0.0.1',
    'x-user-id': '1',
    'x-http-method-override': 'DELETE',
    te: 'trailers',
  }
  await post({ query: '{ locations }' }, claims)
  const headers = shop.stock.received.at(-1)!
  expect(headers['x-tradewind-router']).not.toBe('forged')
  for (const name of Object.keys(claims).slice(1)) expect(headers).not.toHaveProperty(name)
})

test('a token cannot name the keys it is to be checked with', async () => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid: 'mine', alg: 'EdDSA' }
  let asked = 0
  const server = createServer((_request, response) => {
    asked += 1
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const jku = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`
  const sign = (header: object) =>
    new SignJWT({ sid: crypto.randomUUID(), roles: ['ADMIN'], scope: 'catalog:write' })
      .setProtectedHeader({ alg: 'EdDSA', ...header })
      .setSubject(crypto.randomUUID())
      .setIssuer(shop.issuer.issuer)
      .setAudience('tradewind')
      .setExpirationTime('10m')
      .sign(privateKey)
  const headers = [
    { jku, kid: 'mine' },
    { jwk, kid: 'mine' },
    { x5u: jku, kid: 'mine' },
    { kid: '../../../../dev/null' },
  ]
  for (const header of [...headers, ...Array.from({ length: 30 }, (_, i) => ({ kid: `unknown-${i}` }))]) {
    const { status, asked: passed } = await post(
      { query: '{ secret }' },
      { authorization: `Bearer ${await sign(header)}` },
    )
    expect({ status, passed }).toEqual({ status: 401, passed: 0 })
  }
  expect(asked).toBe(0)
  server.close()
})

test('the same text from different people at the same time is answered to each by their own rights', async () => {
  const query = '{ secret product(id: 1) { title cost(currency: EUR) } }'
  const tokens = [null, await shop.issuer.sign(), await shop.issuer.sign({ scopes: ['catalog:write'] })]
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, i) => {
      const token = tokens[i % 3]
      return post({ query }, token ? { authorization: `Bearer ${token}` } : {})
    }),
  )
  const refused = ({ codes }: Outcome): unknown => codes[0]
  answers.forEach((answer, i) => {
    expect([i % 3, refused(answer)]).toEqual([i % 3, i % 3 === 2 ? undefined : 'UNAUTHORIZED_FIELD_OR_TYPE'])
    expect((answer.data as { secret: unknown }).secret).toBe(i % 3 === 0 ? null : 'the secret')
  })
})
