import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { request as ask } from 'node:http'
import { eventually } from '@tradewind/testkit'
import type { ClientOptions } from 'graphql-ws'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { expectStateAndChange, productUpdated, startLiveShop } from './fixture.ts'
import type { LiveShop } from './fixture.ts'

let shop: LiveShop
beforeAll(async () => {
  shop = await startLiveShop({
    MAX_WEBSOCKET_OPERATIONS: '3',
    MAX_BODY_BYTES: '20000',
    MAX_ALIASES: '5',
    CORS_ORIGINS: 'https://shop.example',
  })
})
afterAll(() => shop.stop())

const clean: (() => unknown)[] = []
afterEach(async () => {
  for (const end of clean.splice(0)) await end()
})
function client(options?: Partial<ClientOptions>) {
  const opened = shop.socketClient(options)
  clean.push(() => opened.dispose())
  return opened
}

/** A socket that speaks for itself. */
async function raw(
  options?: WebSocket.ClientOptions,
  protocols: string[] = ['graphql-transport-ws'],
  { webSocketUrl } = shop,
) {
  const socket = new WebSocket(webSocketUrl, protocols, options)
  clean.push(() => socket.terminate())
  const messages: { type: string; id?: string; payload?: unknown }[] = []
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString())))
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }))
  })
  await once(socket, 'open')
  return {
    socket,
    messages,
    closed,
    say: (message: object) => socket.send(JSON.stringify(message)),
    async init(payload?: object) {
      socket.send(JSON.stringify({ type: 'connection_init', payload }))
      await eventually(() => expect(messages).toContainEqual({ type: 'connection_ack' }))
    },
  }
}

test('a subscription gives the present state, and each change, completed by another subgraph', async () => {
  await expectStateAndChange(shop, client().iterate(productUpdated('1')))
})

test('queries and mutations go over the same socket', async () => {
  const { iterate } = client()
  const changed = await iterate({
    query: 'mutation { setPrice(id: "2", price: 5) { price available } }',
  }).next()
  expect(changed.value).toEqual({ data: { setPrice: { price: 5, available: 20 } } })
  const asked = iterate({ query: 'query ($id: ID!) { product(id: $id) { price } }', variables: { id: '2' } })
  expect((await asked.next()).value).toEqual({ data: { product: { price: 5 } } })
  expect((await asked.next()).done).toBe(true)
})

test.each([
  ['what is not valid', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
  ['what does not parse', { query: '{' }, 'GRAPHQL_PARSE_FAILED'],
  [
    'what is beyond a limit',
    {
      query: `{ ${'abcdef'
        .split('')
        .map((a) => `${a}: __typename`)
        .join(' ')} }`,
    },
    'ALIAS_LIMIT_EXCEEDED',
  ],
  [
    'variables that do not fit',
    { query: 'query ($id: ID!) { product(id: $id) { price } }' },
    'BAD_USER_INPUT',
  ],
  [
    'two operations and no name',
    { query: 'query A { __typename } query B { __typename }' },
    'OPERATION_RESOLUTION_FAILURE',
  ],
  [
    'an unknown id of a persisted document',
    { query: '', extensions: { persistedQuery: { version: 1, sha256Hash: 'f'.repeat(64) } } },
    'PERSISTED_QUERY_NOT_FOUND',
  ],
  [
    'a subscription that needs a token',
    { query: 'subscription { privately(id: "1") { price } }' },
    'UNAUTHORIZED_FIELD_OR_TYPE',
  ],
])('%s is refused as over HTTP', async (_, request, code) => {
  await expect(client().iterate(request).next()).rejects.toMatchObject([{ extensions: { code } }])
})

test('a persisted document is found by its id once it was sent with it', async () => {
  const query = '{ product(id: "1") { available } }'
  const sha256Hash = createHash('sha256').update(query).digest('hex')
  const extensions = { persistedQuery: { version: 1, sha256Hash } }
  const { iterate } = client()
  const answer = { data: { product: { available: 10 } } }
  expect((await iterate({ query, extensions }).next()).value).toEqual(answer)
  const socket = await raw()
  await socket.init()
  socket.say({ type: 'subscribe', id: '1', payload: { extensions } })
  await eventually(() => expect(socket.messages).toContainEqual({ id: '1', type: 'next', payload: answer }))
})

test('what the viewer may not see is cut from each event, and told', async () => {
  const events = client().iterate({ query: 'subscription { productUpdated(id: "3") { price secret } }' })
  const unauthorised = [{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }]
  for (const price of [100, 101]) {
    shop.setPrice('3', price)
    expect((await events.next()).value).toMatchObject({
      data: { productUpdated: { price, secret: null } },
      errors: unauthorised,
    })
  }
})

test.each(['authorization', 'Authorization'])('a token may be given as the parameter %s', async (name) => {
  const { authorization } = await shop.authorization()
  const events = client({ connectionParams: { [name]: authorization } }).iterate({
    query: 'subscription { privately(id: "1") { secret } }',
  })
  expect((await events.next()).value).toEqual({ data: { privately: { secret: 'sesame' } } })
})

test('a token may be given in the header of the upgrade', async () => {
  const socket = await raw({ headers: await shop.authorization() })
  await socket.init()
  const query = 'subscription { privately(id: "1") { secret } }'
  socket.say({ type: 'subscribe', id: 'a', payload: { query } })
  const next = { id: 'a', type: 'next', payload: { data: { privately: { secret: 'sesame' } } } }
  await eventually(() => expect(socket.messages).toContainEqual(next))
})

test('a token that does not hold closes the socket with 4403 and a sentence', async () => {
  const socket = await raw()
  socket.say({ type: 'connection_init', payload: { authorization: 'Bearer a.b.c' } })
  expect(await socket.closed).toEqual({
    code: 4403,
    reason: 'The access token is not valid; sign in again.',
  })
})

test('when the token expires the socket is closed with 4403, and the client connects again with a new one', async () => {
  let connections = 0
  const closed: unknown[] = []
  const { iterate } = client({
    // The verifier takes tokens for five seconds more than they say.
    connectionParams: () => shop.authorization((connections += 1) === 1 ? '-2s' : '10m'),
    on: { closed: (event) => closed.push(event) },
  })
  const events = iterate({ query: 'subscription { privately(id: "4") { price } }' })
  expect((await events.next()).value).toEqual({ data: { privately: { price: 100 } } })
  expect((await events.next()).value).toEqual({ data: { privately: { price: 100 } } })
  expect(connections).toBe(2)
  expect(closed).toMatchObject([{ code: 4403, reason: expect.stringMatching('expired') }])
})

test.each([
  ['no message', '{"type":"hello"}', 4400],
  ['no JSON', '{', 4400],
  [
    'an operation before the acknowledgement',
    '{"type":"subscribe","id":"1","payload":{"query":"{ __typename }"}}',
    4401,
  ],
  ['more than a message may have', `{"type":"ping","payload":{"x":"${'x'.repeat(20_000)}"}}`, 1009],
])('a client that says %s first is let go', async (_, message, code) => {
  const socket = await raw()
  socket.socket.send(message)
  expect((await socket.closed).code).toBe(code)
})

test('a client that says nothing is let go, and so is one that answers no ping; any other stays', async () => {
  const impatient = await startLiveShop({ WEBSOCKET_INIT_MS: '1000', HEARTBEAT_MS: '1000' })
  clean.push(() => impatient.stop())
  const open = (options?: WebSocket.ClientOptions) => raw(options, undefined, impatient)
  const [alive, dead, mute] = [await open(), await open({ autoPong: false }), await open()]
  await Promise.all([alive.init(), dead.init()])
  expect((await mute.closed).code).toBe(4408)
  expect((await dead.closed).code).toBe(1006)
  expect(alive.socket.readyState).toBe(WebSocket.OPEN)
})

test('a client that says what it may say once twice is let go', async () => {
  const [first, second] = await Promise.all([raw(), raw()])
  await Promise.all([first.init(), second.init()])
  first.say({ type: 'connection_init' })
  expect((await first.closed).code).toBe(4429)
  for (const _ of ['once', 'twice']) second.say({ type: 'subscribe', id: '1', payload: productUpdated('1') })
  expect((await second.closed).code).toBe(4409)
})

test('another subprotocol is not spoken', async () => {
  const socket = await raw({}, ['graphql-ws', 'graphql-transport-ws'])
  expect(socket.socket.protocol).toBe('graphql-transport-ws')
  await expect(raw({}, ['graphql-ws'])).rejects.toThrow('Server sent no subprotocol')
})

test('a page of another origin may not connect, one of our own or of a named one may', async () => {
  const from = (origin: string) => raw({ headers: { origin } })
  await expect(from('https://evil.example')).rejects.toThrow('403')
  await expect(from('null')).rejects.toThrow('403')
  await from('https://shop.example')
  await from(shop.url)
})

test('there are no WebSockets at other paths', async () => {
  const socket = new WebSocket(`${shop.webSocketUrl}/elsewhere`, 'graphql-transport-ws')
  const [error] = (await once(socket, 'error')) as [Error]
  expect(error.message).toMatch('404')
})

test('an upgrade to what is not spoken is answered like any request', async () => {
  const sent = ask(`${shop.url}/health/live`, {
    headers: { connection: 'Upgrade', upgrade: 'h2c' },
  }).end()
  const [response] = await once(sent, 'response')
  response.resume()
  expect(response.statusCode).toBe(200)
})

test('a socket holds so many operations and no more', async () => {
  const socket = await raw()
  await socket.init()
  for (const id of '1234') socket.say({ type: 'subscribe', id, payload: productUpdated(id) })
  await eventually(() => {
    expect(socket.messages.filter(({ type }) => type === 'next')).toHaveLength(3)
    expect(socket.messages.filter(({ type }) => type === 'error')).toMatchObject([
      { id: '4', payload: [{ extensions: { code: 'SUBSCRIPTION_LIMIT_EXCEEDED' } }] },
    ])
  })
  socket.say({ type: 'complete', id: '1' })
  socket.say({ type: 'subscribe', id: '5', payload: productUpdated('5') })
  await eventually(() => expect(socket.messages.at(-1)).toMatchObject({ id: '5', type: 'next' }))
})

test('a ping is answered with what it holds', async () => {
  const socket = await raw()
  await socket.init()
  socket.say({ type: 'ping', payload: { at: 7 } })
  await eventually(() => expect(socket.messages).toContainEqual({ type: 'pong', payload: { at: 7 } }))
})

test('open subscriptions and delivered events are counted', async () => {
  const counted = (name: string) => shop.metric(`tradewind_router_${name}`, 'transport="websocket"')
  const before = await counted('subscription_events_total')
  const events = client().iterate(productUpdated('9'))
  await events.next()
  await eventually(async () => {
    expect(await counted('subscriptions')).toBe(1)
    expect(await counted('subscription_events_total')).toBe(before + 1)
  })
  await events.return?.()
  await eventually(async () => expect(await counted('subscriptions')).toBe(0))
})
