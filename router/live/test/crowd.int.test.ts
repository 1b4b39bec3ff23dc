import { once } from 'node:events'
import { eventually } from '@tradewind/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startLiveShop } from './fixture.ts'
import type { LiveShop } from './fixture.ts'

const SOCKETS = 250
const SUBSCRIPTIONS_EACH = 20
const subscriptions = SOCKETS * SUBSCRIPTIONS_EACH

const slow = { timeout: 90_000 }
let shop: LiveShop
beforeAll(async () => {
  // So many in one process with their clients may be slow to begin, and to answer a ping.
  shop = await startLiveShop({ WEBSOCKET_INIT_MS: '60000', HEARTBEAT_MS: '60000' })
})
afterAll(() => shop.stop())

test(
  '5,000 subscriptions on one router all get the event, over one stream of the subgraph',
  slow,
  async () => {
    let received: string[] = []
    const sockets = Array.from(
      { length: SOCKETS },
      () => new WebSocket(shop.webSocketUrl, 'graphql-transport-ws'),
    )
    try {
      await Promise.all(sockets.map((socket) => once(socket, 'open')))
      for (const socket of sockets) {
        socket.on('message', (data: Buffer) => {
          const text = data.toString()
          if (text.includes('"next"')) received.push(text)
          if (!text.includes('"connection_ack"')) return
          const query = 'subscription { productUpdated(id: "1") { price available } }'
          for (let id = 0; id < SUBSCRIPTIONS_EACH; id++)
            socket.send(JSON.stringify({ type: 'subscribe', id: String(id), payload: { query } }))
        })
        socket.send('{"type":"connection_init"}')
      }
      await eventually(() => expect(received).toHaveLength(subscriptions), { timeout: 40_000 })
      expect(shop.catalog.streams).toBe(1)

      received = []
      shop.setPrice('1', 777)
      await eventually(() => expect(received).toHaveLength(subscriptions), { timeout: 40_000 })
      expect(received.every((text) => text.includes('{"price":777,"available":10}'))).toBe(true)
    } finally {
      for (const socket of sockets) socket.terminate()
    }
    await eventually(() => expect(shop.catalog.streams).toBe(0))
  },
)
