import { eventually } from '@tradewind/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startLiveShop } from './fixture.ts'
import type { LiveShop } from './fixture.ts'

let shop: LiveShop
beforeAll(async () => {
  shop = await startLiveShop({
    WEBSOCKET_INIT_MS: '300',
    MAX_WEBSOCKET_OPERATIONS: '3',
    MAX_BODY_BYTES: '20000',
  })
})
afterAll(() => shop.stop())

test('a subscription gives the present state, and each change, completed by another subgraph', async () => {
  const client = shop.socketClient()
  const events = client.iterate({ query: 'subscription { productUpdated(id: "1") { price available } }' })
  expect((await events.next()).value).toEqual({ data: { productUpdated: { price: 100, available: 10 } } })
  shop.setPrice('1', 120)
  expect((await events.next()).value).toEqual({ data: { productUpdated: { price: 120, available: 10 } } })
  await events.return?.()
  await eventually(() => expect(shop.catalog.streams).toBe(0))
  await client.dispose()
})
