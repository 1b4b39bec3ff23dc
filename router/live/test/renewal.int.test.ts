import { eventually } from '@tradewind/testkit'
import { createClient } from 'graphql-sse'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { productUpdated, startLiveShop, stateAt } from './fixture.ts'
import type { LiveShop } from './fixture.ts'

let shop: LiveShop
const clean: (() => unknown)[] = []
beforeEach(async () => {
  shop = await startLiveShop({ SUPERGRAPH_POLL_MS: '20', SUBSCRIPTION_RENEWAL_MS: '50' })
})
afterEach(async () => {
  for (const end of clean.splice(0)) await end()
  await shop.stop()
})

/** The same subscription on a WebSocket, twice, and over SSE. */
function subscribe(): (() => Promise<unknown>)[] {
  const socketClient = shop.socketClient()
  const sseClient = createClient({ url: `${shop.url}/graphql`, retryAttempts: 0 })
  clean.push(
    () => socketClient.dispose(),
    () => sseClient.dispose(),
  )
  const updates = productUpdated('1')
  return [socketClient.iterate(updates), socketClient.iterate(updates), sseClient.iterate(updates)].map(
    (events) => async () => (await events.next()).value,
  )
}
const ofEach = (all: (() => Promise<unknown>)[]) => Promise.all(all.map((next) => next()))
const states = (price: number) => [stateAt(price), stateAt(price), stateAt(price)]

test('subscriptions go on over a new supergraph, identical ones on one stream, with the present state once more', async () => {
  const all = subscribe()
  expect(await ofEach(all)).toEqual(states(100))
  for (const change of [1, 2]) {
    await shop.writeSupergraph(`${shop.supergraph}\n# ${change}\n`)
    expect(await ofEach(all)).toEqual(states(100))
    await eventually(() => expect([shop.catalog.asked.length, shop.catalog.streams]).toEqual([1 + change, 1]))
  }
  shop.setPrice('1', 120)
  expect(await ofEach(all)).toEqual(states(120))
})

test.each([
  ['does not have the field', (text: string) => text.replaceAll('productUpdated', 'productChanged')],
  [
    'demands more of whoever asks for it',
    (text: string) => text.replace('productUpdated(id: ID!): Product', '$& @authenticated'),
  ],
])('subscriptions end with an error when the new supergraph %s', async (_, change) => {
  const changed = change(shop.supergraph)
  expect(changed).not.toBe(shop.supergraph)
  const [onSocket, , overSse] = subscribe() as [() => Promise<unknown>, unknown, () => Promise<unknown>]
  expect(await Promise.all([onSocket(), overSse()])).toEqual([stateAt(100), stateAt(100)])
  await shop.writeSupergraph(changed)
  const error = { extensions: { code: 'SUBSCRIPTION_SCHEMA_RELOAD' } }
  await expect(onSocket()).rejects.toMatchObject([error])
  expect(await overSse()).toMatchObject({ errors: [error] })
  expect(await overSse()).toBeUndefined()
  await eventually(() => expect(shop.catalog.streams).toBe(0))
})

test('while the subgraph accepts no more, subscriptions go on as they did, and move later', async () => {
  const all = subscribe()
  await ofEach(all)
  shop.catalog.answer = (_request, response) => response.writeHead(503).end()
  await shop.writeSupergraph(`${shop.supergraph}\n# changed\n`)
  await eventually(() => expect(shop.catalog.asked.length).toBeGreaterThan(2))
  shop.setPrice('1', 120)
  expect(await ofEach(all)).toEqual(states(120))
  shop.catalog.answer = undefined
  expect(await ofEach(all)).toEqual(states(120))
  shop.setPrice('1', 130)
  expect(await ofEach(all)).toEqual(states(130))
  await eventually(() => expect(shop.catalog.streams).toBe(1))
})
