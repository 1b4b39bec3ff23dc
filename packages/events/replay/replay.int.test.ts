import { eventually, queueKinds } from '@tradewind/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openBus, publish, publishAll, subscribe, type Bus } from '../index.ts'
import { announce, noteArrivals, noteEffect, shipArrived, shipLeft, silent } from '../test/fixture/events.ts'
import { createHarbour, type Harbour } from '../test/fixture/harbour.ts'
import { createOutboxDatabase, type OutboxDatabase } from '../test/fixture/outbox-database.ts'
import type { TestTransaction } from '../test/fixture/prisma.ts'
import { countEvents, replay, surveyAll, type Progress, type ReplayOptions } from './index.ts'

const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(4, '0')}`)

describe.each(queueKinds())('Replay on %s', (kind) => {
  let world: Harbour
  let newcomer: OutboxDatabase
  let bus: Bus

  const arrive = (name: string) => announce(world.harbour.prisma, { subject: name, data: { name } })
  const arriveAll = (all: readonly string[]) =>
    world.harbour.prisma.$transaction((tx) =>
      publishAll(
        tx,
        shipArrived,
        all.map((name) => ({ subject: name, data: { name } })),
      ),
    )
  const source = async () =>
    (await world.harbour.pool.query<{ name: string }>(`SELECT data->>'name' AS name FROM outbox_event`)).rows
      .map(({ name }) => name)
      .toSorted()
  const startNewcomer = (subscription = noteArrivals) =>
    world.start({ name: 'newcomer', database: newcomer, subscriptions: [subscription] })
  const options = (more: Partial<ReplayOptions> = {}): ReplayOptions => ({
    bus,
    to: 'newcomer',
    outboxes: new Map([['harbour', world.harbour.pool]]),
    ...more,
  })
  const run = async (more: Partial<ReplayOptions> = {}) =>
    replay(await surveyAll(options(more)), options(more))
  const copied = () => newcomer.effects().then((notes) => notes.toSorted())
  const relayed = () => eventually(async () => expect(await world.unsent()).toBe(0))

  beforeEach(async () => {
    world = await createHarbour(kind)
    newcomer = await createOutboxDatabase('newcomer')
    bus = await openBus(world.queue.url, { logger: silent })
    await world.start({ name: 'lighthouse', subscriptions: [noteArrivals] })
    await world.start({ name: 'harbour', subscriptions: [] })
  })
  afterEach(async () => {
    await bus.close()
    await world.stop()
    await newcomer.drop()
  })

  test(
    'a new subscriber of a running pair ends with a copy equal to the source, while live events flow',
    { timeout: 60_000 },
    async () => {
      await arriveAll(names('past', 150))
      await relayed()
      await startNewcomer()
      const live = (async () => {
        for (const name of names('live', 30)) await arrive(name)
      })()
      const { queued } = await run({ pageSize: 25, queueLimit: 50 })
      await live
      expect(queued.get(shipArrived.type)).toBeGreaterThanOrEqual(150)
      const expected = await source()
      expect(expected).toHaveLength(180)
      await eventually(async () => expect(await copied()).toEqual(expected), { timeout: 30_000 })
      // The other subscriber heard of everything once, and of the replay nothing.
      await eventually(async () => expect((await world.lighthouse.effects()).toSorted()).toEqual(expected))
      expect(await (await bus.queue('newcomer')).getFailedCount()).toBe(0)
    },
  )

  test('twice is as good as once', async () => {
    await arriveAll(names('past', 20))
    await relayed()
    await startNewcomer()
    await run()
    await eventually(async () => expect(await copied()).toHaveLength(20))
    await run()
    await eventually(async () => {
      const queue = await bus.queue('newcomer')
      expect(await queue.getJobCounts('waiting', 'prioritized', 'active')).toEqual({
        waiting: 0,
        prioritized: 0,
        active: 0,
      })
    })
    expect(await copied()).toHaveLength(20)
  })

  test('goes on where it was stopped, and gives the queue no more than its limit', async () => {
    await arriveAll(names('past', 100))
    await relayed()
    // Bound, but not there: its queue only grows.
    const away = await startNewcomer()
    await away.stop()
    const stop = new AbortController()
    let last: Progress | undefined
    const first = run({
      pageSize: 10,
      queueLimit: 40,
      signal: stop.signal,
      onProgress: (progress) => {
        if (progress.waiting === undefined) last = progress
        else stop.abort(new Error('enough'))
      },
    })
    await expect(first).rejects.toThrow('enough')
    expect(last).toMatchObject({ publisher: 'harbour', queued: 40, end: 100n })
    expect(await (await bus.queue('newcomer')).count()).toBe(40)

    await startNewcomer()
    const { queued } = await run({ after: new Map([['harbour', last!.position]]) })
    expect(queued).toEqual(new Map([[shipArrived.type, 60]]))
    await eventually(async () => expect(await copied()).toEqual(await source()))
  })

  test('live events go before what is replayed', async () => {
    await arriveAll(names('past', 30))
    await relayed()
    const away = await startNewcomer()
    await away.stop()
    await run()
    await arrive('live')
    await relayed()
    const order: string[] = []
    const slow = subscribe(
      shipArrived,
      async (event, _tx: TestTransaction) => void order.push(event.data.name),
    )
    const oneByOne = { concurrency: 1, groupSize: 1 }
    await world.start({ name: 'newcomer', database: newcomer, subscriptions: [slow], ...oneByOne })
    await eventually(() => expect(order).toHaveLength(31))
    expect(order.indexOf('live')).toBeLessThan(2)
    expect(order.filter((name) => name !== 'live')).toEqual(await source().then((all) => all.slice(1)))
  })

  test('a repaired subscriber handles again what its inbox has, and only that', async () => {
    let broken = true
    await arriveAll(names('past', 12))
    await world.harbour.prisma.$transaction((tx) =>
      publish(tx, shipLeft, { subject: 'left', data: { name: 'left' } }),
    )
    await relayed()
    const note = async (...[event, tx]: Parameters<typeof noteEffect>) => {
      if (!broken) await noteEffect(event, tx)
    }
    await world.start({
      name: 'newcomer',
      database: newcomer,
      subscriptions: [subscribe(shipArrived, note), subscribe(shipLeft, note)],
    })
    await run()
    const handled = async () =>
      (await newcomer.pool.query('SELECT count(*)::int AS count FROM inbox_event')).rows[0].count
    await eventually(async () => expect(await handled()).toBe(13))
    broken = false
    await run({ types: [shipArrived.type], inbox: newcomer.pool })
    await eventually(async () => expect(await copied()).toEqual(names('past', 12)))
    await eventually(async () => expect(await handled()).toBe(13))
  })

  test('what failed for good is tried again; what an operator discarded stays away', async () => {
    let broken = true
    const events = await arriveAll(names('past', 3))
    await relayed()
    const failing = subscribe(shipArrived, async (event, tx: TestTransaction) => {
      if (broken) throw new Error('broken')
      await noteEffect(event, tx)
    })
    await startNewcomer(failing)
    const queue = await bus.queue('newcomer')
    for (const event of events) await queue.add(event.type, event, { jobId: event.id, attempts: 1 })
    await eventually(async () => expect(await queue.getFailedCount()).toBe(3))
    await queue.remove(events[0]!.id)
    await bus.record({
      at: new Date().toISOString(),
      staffId: 'a',
      staff: 'ada@example.com',
      action: 'discard',
      subscriber: 'newcomer',
      type: shipArrived.type,
      eventId: events[0]!.id,
      reason: 'sunk',
    })
    broken = false
    expect(await run()).toEqual({ queued: new Map([[shipArrived.type, 2]]), discarded: 1 })
    await eventually(async () => expect(await copied()).toEqual(['past-0001', 'past-0002']))
    await run({ withDiscarded: true })
    await eventually(async () => expect(await copied()).toHaveLength(3))
  })

  test('counts by type, from a time on, without touching anything', async () => {
    const clockTicks = (after: Date) => eventually(() => expect(Date.now()).toBeGreaterThan(after.getTime()))
    await arrive('before')
    await clockTicks(new Date())
    const since = new Date()
    await clockTicks(since)
    await arrive('after-1')
    await arrive('after-2')
    await startNewcomer()
    expect(await countEvents(await surveyAll(options()))).toEqual(new Map([[shipArrived.type, 3]]))
    expect(await countEvents(await surveyAll(options({ since })))).toEqual(new Map([[shipArrived.type, 2]]))
    expect(await copied()).not.toContain('before')
  })

  test('refuses what makes no sense, in a sentence', async () => {
    await expect(surveyAll(options())).rejects.toThrow(
      '"newcomer" subscribes to nothing. Start it once, so that it binds its queue. Bound are: lighthouse.',
    )
    await expect(surveyAll(options({ to: 'lighthouse', types: ['x.y.z.v1'] }))).rejects.toThrow(
      '"lighthouse" does not subscribe to x.y.z.v1, but to: harbour.ship.arrived.v1.',
    )
    await expect(surveyAll(options({ to: 'lighthouse', from: 'catalog' }))).rejects.toThrow(
      '"lighthouse" subscribes to nothing that "catalog" publishes.',
    )
    await expect(surveyAll(options({ to: 'lighthouse', outboxes: new Map() }))).rejects.toThrow(
      'The database of harbour is not known: name its URL.',
    )
  })
})
