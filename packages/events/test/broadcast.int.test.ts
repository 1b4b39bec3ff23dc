import type { Listening } from '@tradewind/service'
import { createTestQueue, eventually, queueKinds, type TestQueue } from '@tradewind/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { listenForChanges, type Change } from '../broadcast/index.ts'
import { openBus, type Bus } from '../index.ts'
import { broadcastChanges } from '../broadcast/broadcast.ts'
import { catalog } from '../contracts/index.ts'
import { silent } from './fixture/events.ts'
import { startProxy } from './fixture/proxy.ts'

const deleted = (subject: string) => ({
  type: catalog.productDeleted.type,
  subject,
  data: { productId: subject },
})

describe.each(queueKinds())('Changes told on %s', (kind) => {
  let queue: TestQueue
  let bus: Bus
  let listeners: Listening[] = []

  beforeAll(async () => {
    queue = await createTestQueue(kind)
    bus = await openBus(queue.url, { logger: silent })
  })
  afterEach(async () => {
    await Promise.all(listeners.map((listener) => listener.stop()))
    listeners = []
  })
  afterAll(async () => {
    await bus.close()
    await queue.drop()
  })

  function listen(queueUrl = queue.url) {
    const heard: (Change | 'lost' | 'listening')[] = []
    const listener = listenForChanges({
      queueUrl,
      logger: silent,
      probeInterval: 50,
      onChange: (change) => heard.push(change),
      onListening: () => heard.push('listening'),
      onLost: () => heard.push('lost'),
    })
    listeners.push(listener)
    return { listener, heard }
  }

  test('are heard by all who listen, and say which entities changed, never to what', async () => {
    const [one, other] = [listen(), listen()]
    await eventually(() => expect([one.heard, other.heard]).toEqual([['listening'], ['listening']]))
    await broadcastChanges(bus, [
      deleted('kettle'),
      { type: 'ordering.order.placed.v1', subject: 'order', data: { customerId: 'ann' } },
    ])
    const change: Change = { entities: { Product: ['kettle'] }, all: ['ProductVariant'], lists: ['Product'] }
    await eventually(() =>
      expect([one.heard, other.heard]).toEqual([
        ['listening', change],
        ['listening', change],
      ]),
    )
  })

  test('are heard whole, however many there are in a batch', async () => {
    const { heard } = listen()
    await eventually(() => expect(heard).toEqual(['listening']))
    const subjects = Array.from({ length: 1_000 }, (_, index) => `product-${index}-${'x'.repeat(30)}`)
    await broadcastChanges(bus, subjects.map(deleted))
    const named = () =>
      heard.flatMap((each) => (typeof each === 'string' ? [] : (each.entities['Product'] ?? [])))
    await eventually(() => expect(named().toSorted()).toEqual(subjects.toSorted()))
  })

  test('a connection that is lost is said to be, and is made anew', async () => {
    const proxy = await startProxy(queue.url)
    const { listener, heard } = listen(proxy.url)
    await eventually(() => expect(listener.listening).toBe(true))
    await proxy.cut()
    await eventually(() => expect(heard).toContain('lost'))
    expect(listener.listening).toBe(false)
    await proxy.mend()
    await eventually(() => expect(listener.listening).toBe(true))
    expect(heard.at(-1)).toBe('listening')
    await broadcastChanges(bus, [deleted('kettle')])
    await eventually(() => expect(heard.at(-1)).toMatchObject({ entities: { Product: ['kettle'] } }))
    await listener.stop()
    await proxy.cut()
  })
})
