import { createPool } from '@tradewind/service'
import { eventually, queueKinds } from '@tradewind/testkit'
import { register } from 'prom-client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { subscribe } from '../index.ts'
import { announce, noteArrivals, noteEffect, shipArrived } from './fixture/events.ts'
import { createHarbour, type Harbour } from './fixture/harbour.ts'
import { recordingLogger } from './fixture/log.ts'
import { openPrisma, type TestTransaction } from './fixture/prisma.ts'
import { startProxy } from './fixture/proxy.ts'

const names = (count: number) => Array.from({ length: count }, (_, index) => `ship-${index}`)

async function duplicates(): Promise<number> {
  const metric = await register.getSingleMetric('tradewind_events_duplicates_total')!.get()
  return metric.values.reduce((sum, { value }) => sum + value, 0)
}

describe.each(queueKinds())('Failures on %s', (kind) => {
  let world: Harbour

  const arrive = (name: string) => announce(world.harbour.prisma, { subject: name, data: { name } })
  const expectEachOnce = (expected: string[]) =>
    eventually(async () => expect((await world.lighthouse.effects()).toSorted()).toEqual(expected.toSorted()))

  beforeEach(async () => {
    world = await createHarbour(kind)
  })
  afterEach(() => world.stop())

  test('a relay that dies between hand-over and mark: handed over again, handled once', async () => {
    let crashes = 0
    await world.start({ name: 'lighthouse', subscriptions: [noteArrivals] })
    await world.start({
      name: 'harbour',
      subscriptions: [],
      failPoints: {
        afterHandOver: () => {
          if (crashes++ < 3) throw new Error('died before the mark')
        },
      },
    })
    await arrive('Lyra')
    await eventually(async () => expect(await world.unsent()).toBe(0))
    await expectEachOnce(['Lyra'])
    expect(crashes).toBe(4)
  })

  test('a worker that dies between commit and acknowledgement: delivered again, handled once', async () => {
    let crashes = 0
    const before = await duplicates()
    await world.start({ name: 'harbour', subscriptions: [] })
    await world.start({
      name: 'lighthouse',
      subscriptions: [noteArrivals],
      failPoints: {
        afterCommit: () => {
          if (crashes++ < 2) throw new Error('died before the acknowledgement')
        },
      },
    })
    await arrive('Lyra')
    await eventually(async () => expect(await duplicates()).toBe(before + 1))
    await expectEachOnce(['Lyra'])
    expect(crashes).toBe(3)
  })

  test('a poisonous event stays in the failed set and stops nothing behind it', async () => {
    const { logger, lines } = recordingLogger()
    const picky = subscribe(shipArrived, async (event, tx: TestTransaction) => {
      if (event.data.name === 'ship-0') throw new Error('cannot dock')
      await noteEffect(event, tx)
    })
    await world.start({
      name: 'lighthouse',
      subscriptions: [picky],
      concurrency: 1,
      logger,
    })
    await world.start({ name: 'harbour', subscriptions: [], bus: { attempts: 3, backoff: 20 } })
    for (const name of names(10)) await arrive(name)
    await expectEachOnce(names(10).slice(1))
    await eventually(() =>
      expect(lines.filter((line) => line.startsWith('An event'))).toEqual([
        'An event could not be handled; it is tried again.',
        'An event could not be handled; it is tried again.',
        'An event could not be handled and stays in the failed set.',
      ]),
    )
  })

  test('an outage of the queues: nothing is lost, and it is told once', async () => {
    const { logger, lines } = recordingLogger()
    const proxy = await startProxy(world.queue.url)
    await world.start({ name: 'lighthouse', subscriptions: [noteArrivals], queueUrl: proxy.url, logger })
    const publisher = await world.start({ name: 'harbour', subscriptions: [], queueUrl: proxy.url, logger })
    await eventually(() => publisher.ping())
    lines.length = 0

    await proxy.cut()
    for (const name of names(10)) await arrive(name)
    await expect(publisher.ping()).rejects.toThrow(/ECONN|connection|not connected/i)
    await eventually(() =>
      expect(lines.join('\n')).toMatch(/^Events wait in the outbox: .*\. It is tried again/m),
    )
    expect(await world.unsent()).toBe(10)
    await proxy.mend()

    await expectEachOnce(names(10))
    await eventually(() => publisher.ping())
    await eventually(() =>
      expect(lines.filter((line) => line === 'Events leave the outbox again.')).toHaveLength(1),
    )
    expect(lines.filter((line) => line.startsWith('Events wait in the outbox'))).toHaveLength(1)
    expect(
      lines.filter((line) => line.startsWith('Queue "lighthouse" cannot be worked on')).length,
    ).toBeLessThan(3)
    await arrive('after')
    await expectEachOnce([...names(10), 'after'])
    await proxy.cut()
  })

  test('a lost notification connection comes back, and what was committed meanwhile is relayed', async () => {
    await world.start({ name: 'lighthouse', subscriptions: [noteArrivals] })
    const publisher = await world.start({ name: 'harbour', subscriptions: [] })
    await eventually(() => publisher.ping())
    const { rowCount } = await world.harbour.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query ~ '^LISTEN|AS pending$'`,
    )
    expect(rowCount).toBe(1)
    await arrive('Lyra')
    await expectEachOnce(['Lyra'])
    await eventually(() => publisher.ping())
  })

  test('an outage of the database: events in the queue wait for it', async () => {
    const proxy = await startProxy(world.lighthouse.url)
    await world.start({ name: 'harbour', subscriptions: [] })
    const pool = createPool(proxy.url, 'lighthouse')
    const prisma = await openPrisma(pool)
    const subscriber = await world.start({
      name: 'lighthouse',
      subscriptions: [noteArrivals],
      database: { pool, prisma },
    })
    await proxy.cut()
    for (const name of names(5)) await arrive(name)
    await eventually(async () => expect(await world.unsent()).toBe(0))
    await expect(eventually(() => subscriber.ping(), { timeout: 0 })).rejects.toThrow('is not listened to')
    await proxy.mend()
    await expectEachOnce(names(5))
    await subscriber.stop()
    await pool.end()
    await proxy.cut()
  })
})
