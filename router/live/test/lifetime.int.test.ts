import { once } from 'node:events'
import { connect } from 'node:net'
import { eventually } from '@tradewind/testkit'
import { createClient } from 'graphql-sse'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { productUpdated, startLiveShop, stateAt } from './fixture.ts'
import type { LiveShop } from './fixture.ts'

let shop: LiveShop
beforeEach(async () => {
  shop = await startLiveShop({ MAX_UNREAD_BYTES: '100000', SHUTDOWN_DRAIN_MS: '600000' })
})
const clean: (() => unknown)[] = []
afterEach(async () => {
  for (const end of clean.splice(0)) await end()
  await shop.stop()
})

const letters = 'subscription { letters(count: 400000) }'
const updates = productUpdated('1')

test('a client that does not read its event stream is dropped, and what is kept for it is bounded', async () => {
  const body = JSON.stringify({ query: letters })
  const socket = connect(Number(new URL(shop.url).port), '127.0.0.1')
  clean.push(() => socket.destroy())
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: router\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
  await once(socket, 'readable')
  const slow = () => shop.metric('tradewind_router_subscriptions_dropped_total', 'reason="slow"')
  const before = await slow()
  await eventually(
    async () => {
      shop.sendLetters()
      expect(await slow()).toBe(before + 1)
    },
    { timeout: 20_000 },
  )
  await eventually(() => expect(shop.catalog.streams).toBe(0))
  let last = ''
  socket.on('data', (chunk) => (last = `${last}${chunk.toString()}`.slice(-500)))
  await eventually(() => expect(last).toMatch(/SUBSCRIPTION_TOO_SLOW.*event: complete/s))
})

test('a client that does not read its WebSocket is told with 1013, and dropped', async () => {
  const socket = new WebSocket(shop.webSocketUrl, 'graphql-transport-ws')
  clean.push(() => socket.terminate())
  const closed = once(socket, 'close')
  await once(socket, 'open')
  socket.send('{"type":"connection_init"}')
  await once(socket, 'message')
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: letters } }))
  await eventually(() => expect(shop.catalog.streams).toBe(1))
  socket.pause()
  await eventually(
    async () => {
      shop.sendLetters()
      expect(await shop.metric('tradewind_router_websockets_closed_total', 'code="1013"')).toBeGreaterThan(0)
    },
    { timeout: 20_000 },
  )
  await eventually(() => expect(shop.catalog.streams).toBe(0))
  socket.resume()
  const [code, reason] = await closed
  expect(code).toBe(1013)
  expect(String(reason)).toMatch('SUBSCRIPTION_TOO_SLOW')
})

test('a router that stops waits for no subscription, and its clients come back to the next one', async () => {
  const closed: unknown[] = []
  const socketClient = shop.socketClient({
    retryAttempts: 1_000,
    shouldRetry: () => true,
    retryWait: () => new Promise((resolve) => void setTimeout(resolve, 20)),
    on: { closed: (event) => closed.push(event) },
  })
  const sseClient = createClient({
    url: `${shop.url}/graphql`,
    retryAttempts: 1_000,
    retry: () => new Promise((resolve) => void setTimeout(resolve, 20)),
  })
  clean.push(
    () => socketClient.dispose(),
    () => sseClient.dispose(),
  )
  const overSocket = socketClient.iterate(updates)
  const overSse = sseClient.iterate(updates)
  const next = async () => [(await overSocket.next()).value, (await overSse.next()).value]
  expect(await next()).toEqual([stateAt(100), stateAt(100)])

  await shop.stopRouter()
  expect(closed[0]).toMatchObject({ code: 1012 })
  shop.setPrice('1', 150)
  await shop.restart()
  expect(await next()).toEqual([stateAt(150), stateAt(150)])
  shop.setPrice('1', 160)
  expect(await next()).toEqual([stateAt(160), stateAt(160)])
})

test('a router that stops lets what is under way on a socket finish, and tells multipart clients', async () => {
  const stock = Promise.withResolvers<void>()
  shop.stockDelay = stock.promise
  const client = shop.socketClient()
  clean.push(() => client.dispose())
  const answer = client.iterate({ query: '{ product(id: "2") { available } }' }).next()
  const accept = 'multipart/mixed;subscriptionSpec=1.0'
  const response = await shop.post(
    { query: 'subscription { productUpdated(id: "1") { price } }' },
    { accept },
  )
  await eventually(async () => expect(await shop.metric('tradewind_router_requests_under_way', '')).toBe(2))
  const stopped = shop.stopRouter()
  expect(await response.text()).toMatch(
    /\{"payload":null,"errors":\[.*SUBSCRIPTION_INTERRUPTED.*\r\n--graphql--\r\n$/,
  )
  stock.resolve()
  expect((await answer).value).toEqual({ data: { product: { available: 20 } } })
  await stopped
})

test('a subscription outlives a restart of its subgraph, and then has the present state', async () => {
  const client = shop.socketClient()
  clean.push(() => client.dispose())
  const events = client.iterate(updates)
  expect((await events.next()).value).toEqual(stateAt(100))
  await shop.catalog.kill()
  shop.setPrice('1', 170)
  await shop.catalog.restart()
  expect((await events.next()).value).toEqual(stateAt(170))
})

test('who subscribes over SSE while the subgraph is away asks again, until it is there', async () => {
  await shop.catalog.kill()
  const refused = await shop.post(updates, { accept: 'text/event-stream' })
  expect(refused.status).toBe(503)
  expect(await refused.text()).toMatch('SUBGRAPH_UNAVAILABLE')
  const tries = Promise.withResolvers<void>()
  const client = createClient({
    url: `${shop.url}/graphql`,
    retryAttempts: Infinity,
    retry: async (number) => (number > 1 ? tries.resolve() : undefined),
  })
  clean.push(() => client.dispose())
  const next = client.iterate(updates).next()
  await tries.promise
  await shop.catalog.restart()
  expect((await next).value).toEqual(stateAt(100))
})

test('a router holds so many subscriptions and no more', async () => {
  await shop.restart({ MAX_SUBSCRIPTIONS: '1', MAX_WEBSOCKETS: '1' })
  const first = shop.socketClient()
  clean.push(() => first.dispose())
  await first.iterate(updates).next()
  const refused = await shop.post(updates, { accept: 'text/event-stream' })
  expect(refused.status).toBe(503)
  expect(await refused.text()).toMatch('SUBSCRIPTION_LIMIT_EXCEEDED')
  const second = new WebSocket(shop.webSocketUrl, 'graphql-transport-ws')
  expect(((await once(second, 'error')) as [Error])[0].message).toMatch('503')
})
