import { eventually } from '@tradewind/testkit'
import { createClient } from 'graphql-sse'
import type { ClientOptions } from 'graphql-sse'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { expectStateAndChange, productUpdated, startLiveShop } from './fixture.ts'
import type { LiveShop } from './fixture.ts'

let shop: LiveShop
beforeAll(async () => {
  shop = await startLiveShop({ HEARTBEAT_MS: '100', MAX_DEPTH: '4' })
})
afterAll(() => shop.stop())

const clean: (() => unknown)[] = []
afterEach(() => {
  for (const end of clean.splice(0)) end()
})
function client(options?: Partial<ClientOptions>) {
  const opened = createClient({ url: `${shop.url}/graphql`, retry: async () => undefined, ...options })
  clean.push(() => opened.dispose())
  return opened
}

/** A response that is read as it comes. */
async function open(body: object, accept: string, headers: Record<string, string> = {}) {
  const going = new AbortController()
  clean.push(() => going.abort())
  const response = await fetch(`${shop.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, ...headers },
    body: JSON.stringify(body),
    signal: going.signal,
  })
  const read = { response, text: '', isOver: false, leave: () => going.abort() }
  void (async () => {
    try {
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) read.text += chunk
      read.isOver = true
    } catch {
      // The test has left.
    }
  })()
  return read
}
const multipart = 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json'

test('graphql-sse: a subscription gives the present state and each change; the subgraph is let go of at its end', async () => {
  await expectStateAndChange(shop, client().iterate(productUpdated('1')))
})

test('graphql-sse: queries and mutations are answered over a stream as well', async () => {
  const changed = client().iterate({ query: 'mutation { setPrice(id: "2", price: 5) { price } }' })
  expect((await changed.next()).value).toEqual({ data: { setPrice: { price: 5 } } })
  expect((await changed.next()).done).toBe(true)
})

test.each([
  ['what is not valid', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
  ['what is deferred on a root', 'mutation { ... @defer { __typename } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['what is beyond a limit', '{ product(id: 1) { a { b { c { d } } } } }', 'DEPTH_LIMIT_EXCEEDED'],
  ['what needs a token', 'subscription { privately(id: "1") { price } }', 'UNAUTHORIZED_FIELD_OR_TYPE'],
])('graphql-sse: %s is refused with its error, and not sent again', async (_, query, code) => {
  const events = client().iterate({ query })
  expect((await events.next()).value).toMatchObject({ errors: [{ extensions: { code } }] })
  expect((await events.next()).done).toBe(true)
})

test('an event stream opens at once, is never kept by a proxy, and shows that it lives', async () => {
  const { response, ...stream } = await open(productUpdated('3'), 'text/event-stream')
  expect(response.status).toBe(200)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-request-id': expect.any(String),
  })
  stream.leave()
  const read = await open(productUpdated('3'), 'text/event-stream')
  await eventually(() => expect(read.text).toMatch(/^(:\n\n)+event: next\ndata: \{"data".*\}\n\n(:\n\n){2}/))
})

test('a subscription may be asked for with GET', async () => {
  const query = encodeURIComponent(productUpdated('3').query)
  const headers = { accept: 'text/event-stream', 'apollo-require-preflight': 'yes' }
  const response = await shop.fetch(`/graphql?query=${query}`, { headers })
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!text.includes('"price":100')) text += (await reader.read()).value ?? ''
  await reader.cancel()
  await eventually(() => expect(shop.catalog.streams).toBe(0))
})

test('a client that takes no stream learns what to send', async () => {
  const response = await shop.post(productUpdated('1'), { accept: 'application/json' })
  expect(response.status).toBe(406)
  expect(await response.json()).toMatchObject({
    errors: [
      {
        message: expect.stringMatching('text/event-stream'),
        extensions: { code: 'SUBSCRIPTION_NOT_ACCEPTABLE' },
      },
    ],
  })
})

test('Apollo’s multipart protocol: events as payloads, and empty parts as heartbeats', async () => {
  const stream = await open(productUpdated('4'), multipart)
  expect(stream.response.headers.get('content-type')).toBe(
    'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
  )
  const part = (json: string) => `\r\ncontent-type: application/json\r\n\r\n${json}\r\n--graphql`
  const event = part('{"payload":{"data":{"productUpdated":{"price":100,"available":40}}}}')
  await eventually(() => {
    expect(stream.text).toContain(part('{}'))
    expect(stream.text.replaceAll(part('{}'), '')).toBe(`\r\n--graphql${event}`)
  })
})

test('Apollo’s multipart protocol: what is refused is refused as JSON', async () => {
  const { response } = await open({ query: 'subscription { nothing }' }, multipart)
  expect(response.headers.get('content-type')).toMatch('application/json')
  expect(response.status).toBe(200)
})

test('over HTTP a subscription ends with UNAUTHENTICATED when its token expires', async () => {
  const query = 'subscription { privately(id: "1") { secret } }'
  const [sse, parts] = await Promise.all([
    open({ query }, 'text/event-stream', await shop.authorization('-2s')),
    open({ query }, multipart, await shop.authorization('-2s')),
  ])
  await eventually(() => expect([sse.isOver, parts.isOver]).toEqual([true, true]))
  expect(sse.text).toMatch(/"secret":"sesame"/)
  expect(sse.text).toMatch(
    /event: next\ndata: \{"errors":\[.*UNAUTHENTICATED.*\n\nevent: complete\ndata:\n\n$/,
  )
  expect(parts.text).toMatch(/\{"payload":null,"errors":\[.*UNAUTHENTICATED.*\}\r\n--graphql--\r\n$/)
})

test('what events and parts have cost is counted, and told to staff', async () => {
  const as = async (role: 'STAFF' | 'CUSTOMER') => ({
    authorization: `Bearer ${await shop.issuer.sign({ roles: [role] })}`,
  })
  const counted = () => shop.metric('tradewind_router_operation_cost_count', 'kind="actual"')
  const before = await counted()

  const events = client({ headers: () => as('STAFF') }).iterate(productUpdated('5'))
  const cost = { estimated: 1, actual: 1, max: 100_000 }
  expect((await events.next()).value).toMatchObject({ extensions: { cost } })
  await events.return?.()
  const hidden = client({ headers: () => as('CUSTOMER') }).iterate(productUpdated('5'))
  expect((await hidden.next()).value).not.toHaveProperty('extensions')
  await hidden.return?.()
  await eventually(async () => expect(await counted()).toBe(before + 2))

  const query = '{ product(id: 5) { price ... @defer { id available } } }'
  const incremental = 'multipart/mixed;deferSpec=20220824'
  const told = await open({ query }, incremental, await as('STAFF'))
  const untold = await open({ query }, incremental, await as('CUSTOMER'))
  await eventually(() => expect([told.isOver, untold.isOver]).toEqual([true, true]))
  expect(told.text).toContain(`"hasNext":false,"extensions":${JSON.stringify({ cost })}`)
  expect(untold.text).not.toContain('extensions')
  await eventually(async () => expect(await counted()).toBe(before + 4))
})

test('a list of operations holds no subscription', async () => {
  const batching = await startLiveShop({ MAX_BATCH_SIZE: '5' })
  try {
    const list = [productUpdated('1'), { query: '{ __typename }' }]
    const response = await batching.post(list, { accept: `text/event-stream, ${multipart}` })
    expect(await response.json()).toMatchObject([
      { errors: [{ extensions: { code: 'BAD_REQUEST' } }] },
      { data: { __typename: 'Query' } },
    ])
    await eventually(() => expect(batching.catalog.streams).toBe(0))
  } finally {
    await batching.stop()
  }
})
