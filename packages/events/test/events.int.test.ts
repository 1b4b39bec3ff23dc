import { eventually, queueKinds } from '@tradewind/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEvent, openBus, publish, subscribe, unsubscribe } from '../index.ts'
import { announce, noteArrivals, noteEffect, shipArrived, shipLeft, silent } from './fixture/events.ts'
import { createHarbour, type Harbour } from './fixture/harbour.ts'
import type { TestTransaction } from './fixture/prisma.ts'

const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`)

describe.each(queueKinds())('Events on %s', (kind) => {
  let world: Harbour

  const arrive = (name: string, deliverAt?: Date) =>
    announce(world.harbour.prisma, { subject: name, data: { name }, ...(deliverAt && { deliverAt }) })
  const noted = async (prefix: string) =>
    (await world.lighthouse.effects()).filter((note) => note.startsWith(prefix)).toSorted()

  beforeAll(async () => {
    world = await createHarbour(kind)
    // The subscriber first, as its bindings decide what is sent to it.
    await world.start({ name: 'lighthouse', subscriptions: [noteArrivals] })
    await world.start({ name: 'harbour', subscriptions: [] })
  })
  afterAll(() => world.stop())

  test('what is committed is handled by the subscriber', async () => {
    const event = await arrive('first')
    await eventually(async () => expect(await noted('first')).toEqual(['first']))
    const { rows } = await world.lighthouse.pool.query('SELECT * FROM inbox_event WHERE event_id = $1', [
      event.id,
    ])
    expect(rows).toMatchObject([{ type: event.type }])
    await eventually(async () => expect(await world.unsent()).toBe(0))
  })

  test('an event that nobody subscribes to is kept for replay', async () => {
    const { rows: before } = await world.harbour.pool.query('SELECT count(*)::int FROM outbox_event')
    await world.harbour.prisma.$transaction((tx) =>
      publish(tx, shipLeft, { subject: 'kept', data: { name: 'kept' } }),
    )
    await eventually(async () => expect(await world.unsent()).toBe(0))
    const { rows: after } = await world.harbour.pool.query('SELECT count(*)::int FROM outbox_event')
    expect(after[0].count).toBe(before[0].count + 1)
  })

  test('a delayed event arrives when it is due', async () => {
    const due = new Date(Date.now() + 600)
    const { id } = await arrive('delayed', due)
    await eventually(async () => expect(await noted('delayed')).toEqual(['delayed']))
    const { rows } = await world.lighthouse.pool.query<{ handled_at: Date }>(
      'SELECT handled_at FROM inbox_event WHERE event_id = $1',
      [id],
    )
    expect(rows[0]!.handled_at.getTime()).toBeGreaterThanOrEqual(due.getTime())
  })

  test('several relays share an outbox without handing over anything twice', async () => {
    const relays = await Promise.all(
      names('relay', 3).map(() =>
        world.start({ name: 'harbour', subscriptions: [], relay: { batchSize: 5, pollInterval: 500 } }),
      ),
    )
    await Promise.all(names('shared', 120).map((name) => arrive(name)))
    await eventually(async () => expect(await noted('shared')).toEqual(names('shared', 120).toSorted()))
    await Promise.all(relays.map((relay) => relay.stop()))
  })

  test('a subscriber that asks for nothing yet gets nothing, and everything from its binding on', async () => {
    const name = 'late'
    const seen: string[] = []
    await arrive('too-early')
    await eventually(async () => expect(await world.unsent()).toBe(0))
    const late = subscribe(
      shipArrived,
      async (event, _tx: TestTransaction) => void seen.push(event.data.name),
    )
    await world.start({ name, subscriptions: [late] })
    await arrive('in-time')
    await eventually(() => expect(seen).toEqual(['in-time']))
  })

  test('a subscriber that is away finds what happened meanwhile', async () => {
    const away = await world.start({ name: 'away', subscriptions: [subscribe(shipArrived, noteEffect)] })
    await away.stop()
    await Promise.all(names('meanwhile', 30).map((name) => arrive(name)))
    const seen: string[] = []
    const back = subscribe(
      shipArrived,
      async (event, _tx: TestTransaction) => void seen.push(event.data.name),
    )
    await world.start({ name: 'away', subscriptions: [back] })
    await eventually(() =>
      expect(seen.filter((name) => name.startsWith('meanwhile')).toSorted()).toEqual(
        names('meanwhile', 30).toSorted(),
      ),
    )
  })

  test('an event without a handler is tried again for a newer process to take, then kept as failed', async () => {
    await world.start({ name: 'older', subscriptions: [subscribe(shipLeft, async () => undefined)] })
    const bus = await openBus(world.queue.url, { logger: silent, attempts: 2, backoff: 20 })
    const event = createEvent(shipArrived, { subject: 'unknown', data: { name: 'unknown' } })
    await bus.enqueue('older', [{ event }])
    const queue = await bus.queue('older')
    await eventually(async () => {
      const [job] = await queue.getFailed()
      expect(job).toMatchObject({ id: event.id, attemptsMade: 2 })
      expect(job?.failedReason).toMatch(/^There is no subscription to harbour.ship.arrived.v1 here/)
    })
    await bus.close()
  })

  test('unsubscribe ends what an older release asked for', async () => {
    const before = await world.start({ name: 'leaving', subscriptions: [subscribe(shipArrived, noteEffect)] })
    await before.stop()
    await world.start({ name: 'leaving', subscriptions: [unsubscribe(shipArrived)] })
    const bus = await openBus(world.queue.url, { logger: silent })
    expect((await bus.bindings()).get(shipArrived.type)).not.toContain('leaving')
    await bus.close()
  })

  test('refuses two handlers for one event', async () => {
    await expect(
      world.start({ name: 'twofold', subscriptions: [noteArrivals, noteArrivals] }),
    ).rejects.toThrow('harbour.ship.arrived.v1 is subscribed to twice: join the two handlers in one.')
  })
})

test.each([
  [
    'redis://127.0.0.1:1',
    /^The queue back end at 127.0.0.1:1 cannot be used: connect ECONNREFUSED 127.0.0.1:1\.$/,
  ],
  [
    'postgres://127.0.0.1:1/queue',
    /^The queue back end at 127.0.0.1:1 cannot be used: connect ECONNREFUSED 127.0.0.1:1\.$/,
  ],
  ['amqp://127.0.0.1', /^The queue URL must begin with redis:\/\/, rediss:\/\/ or postgres:\/\/\.$/],
  ['nonsense', /^The queue URL must begin with/],
])('says in a sentence why %s cannot be used', async (queueUrl, sentence) => {
  await expect(openBus(queueUrl, { logger: silent })).rejects.toThrow(sentence)
})
