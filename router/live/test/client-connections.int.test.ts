import { once } from 'node:events'
import { eventually } from '@tradewind/testkit'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { productUpdated, startLiveShop } from './fixture.ts'

test('a client has so many live connections as it may, WebSockets and streams together; others have their own', async () => {
  const shop = await startLiveShop({ MAX_LIVE_CONNECTIONS_PER_CLIENT: '2', TRUSTED_PROXIES: '1' })
  const openSocket = (client: string): WebSocket =>
    new WebSocket(shop.webSocketUrl, 'graphql-transport-ws', { headers: { 'x-forwarded-for': client } })
  const openStream = (client: string): Promise<Response> =>
    shop.post(productUpdated('1'), { accept: 'text/event-stream', 'x-forwarded-for': client })
  const [here, elsewhere] = ['203.0.113.1', '203.0.113.2']

  const sockets = [openSocket(here)]
  try {
    await once(sockets[0]!, 'open')
    const stream = await openStream(here)
    expect(stream.status).toBe(200)

    const [refused] = (await once(openSocket(here), 'error')) as [Error]
    expect(refused.message).toMatch('429')
    const second = await openStream(here)
    expect(second.status).toBe(429)
    expect(await second.text()).toMatch('SUBSCRIPTION_LIMIT_EXCEEDED')
    // What is over at once is no live connection.
    expect((await shop.post({ query: '{ hello }' }, { 'x-forwarded-for': here })).status).toBe(200)

    sockets.push(openSocket(elsewhere))
    await once(sockets[1]!, 'open')

    await stream.body!.cancel()
    await eventually(async () => {
      const again = await openStream(here)
      await again.body!.cancel()
      expect(again.status).toBe(200)
    })
  } finally {
    for (const socket of sockets) socket.terminate()
    await shop.stop()
  }
})
