import { eventually, queueKinds } from '@tradewind/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createEvent, openBus, publishAll, subscribe } from '../index.ts'
import { shipArrived, silent } from './fixture/events.ts'
import { createHarbour, type Harbour } from './fixture/harbour.ts'
import type { TestTransaction } from './fixture/prisma.ts'

/** `npm run bench:events -- --backlog 50000` shows the same with more of them, and what memory is held. */
const PILED_UP = 1000
const CONCURRENCY = 4
const GROUP_SIZE = 8

describe.each(queueKinds())('A subscriber on %s that was away', (kind) => {
  let world: Harbour

  beforeEach(async () => {
    world = await createHarbour(kind)
  })
  afterEach(() => world.stop())

  test('catches up with no more in hand than it may have, each event once', async () => {
    const handled = new Map<string, number>()
    let inHand = 0
    let most = 0
    const count = subscribe(shipArrived, async ({ id }, _tx: TestTransaction) => {
      handled.set(id, (handled.get(id) ?? 0) + 1)
      most = Math.max(most, ++inHand)
      await Promise.resolve()
      inHand--
    })
    const away = await world.start({ name: 'lighthouse', subscriptions: [count] })
    await away.stop()
    await world.start({ name: 'harbour', subscriptions: [] })
    for (let done = 0; done < PILED_UP; done += 250) {
      const some = Array.from({ length: 250 }, (_, index) => `${done + index}`)
      await world.harbour.prisma.$transaction((tx) =>
        publishAll(
          tx,
          shipArrived,
          some.map((name) => ({ subject: name, data: { name } })),
        ),
      )
    }
    const bus = await openBus(world.queue.url, { logger: silent })
    const queue = await bus.queue('lighthouse')
    await eventually(async () => expect(await queue.getWaitingCount()).toBe(PILED_UP), { timeout: 20_000 })

    await world.start({
      name: 'lighthouse',
      subscriptions: [count],
      concurrency: CONCURRENCY,
      groupSize: GROUP_SIZE,
      bus: { lockDuration: 10_000 },
    })
    let taken = 0
    await eventually(
      async () => {
        taken = Math.max(taken, await queue.getActiveCount())
        expect(handled.size).toBe(PILED_UP)
      },
      { timeout: 25_000 },
    )
    expect(taken).toBeGreaterThan(CONCURRENCY)
    expect(taken).toBeLessThanOrEqual(2 * GROUP_SIZE)
    expect(most).toBeLessThanOrEqual(CONCURRENCY)
    expect(new Set(handled.values())).toEqual(new Set([1]))
    const { rows } = await world.lighthouse.pool.query('SELECT count(*)::int FROM inbox_event')
    expect(rows).toEqual([{ count: PILED_UP }])
    await bus.close()
  })

  test('takes no more than it works on where that waits for somebody else', async () => {
    const gate = Promise.withResolvers<void>()
    let begun = 0
    const asking = subscribe(shipArrived, {
      before: async () => {
        begun++
        await gate.promise
      },
      handle: async (_event, _tx: TestTransaction) => undefined,
    })
    const bus = await openBus(world.queue.url, { logger: silent })
    const queue = await bus.queue('lighthouse')
    await bus.enqueue(
      'lighthouse',
      Array.from({ length: 20 }, (_, index) => ({
        event: createEvent(shipArrived, { subject: `${index}`, data: { name: `${index}` } }),
      })),
    )
    await world.start({ name: 'lighthouse', subscriptions: [asking], concurrency: 2 })
    await eventually(() => expect(begun).toBe(2))
    for (let look = 0; look < 10; look++) expect(await queue.getActiveCount()).toBe(2)
    gate.resolve()
    await eventually(async () => expect(await queue.getCompletedCount()).toBe(20))
    await bus.close()
  })
})
