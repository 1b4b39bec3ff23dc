import {
  createEmptyDatabase,
  createTestQueue,
  eventually,
  queueKinds,
  type TestQueue,
} from '@tradewind/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { InvalidEventError } from '../envelope.ts'
import { openBus, openQueues, parseEvent, type Bus, type Consumer, type Failure } from '../index.ts'
import { arrival, shipArrived, silent } from './fixture/events.ts'

const options = { logger: silent, attempts: 3, backoff: 20, lockDuration: 2000 }
const nameOf = (received: unknown): string => parseEvent(shipArrived, received).data.name

describe.each(queueKinds())('The bus on %s', (kind) => {
  let queue: TestQueue
  let bus: Bus
  let consumers: Consumer[] = []

  const consume = async (
    subscriber: string,
    handle: (name: string) => Promise<void> | void,
    concurrency = 4,
  ) => {
    const failures: Failure[] = []
    const consumer = await bus.consume(subscriber, async (received) => handle(nameOf(received)), {
      concurrency,
      onFailure: (failure) => failures.push(failure),
    })
    consumers.push(consumer)
    return { failures, consumer }
  }

  beforeAll(async () => {
    queue = await createTestQueue(kind)
    bus = await openBus(queue.url, options)
  })
  afterEach(async () => {
    await Promise.all(consumers.map((consumer) => consumer.close()))
    consumers = []
  })
  afterAll(async () => {
    await bus.close()
    await queue.drop()
  })

  test('keeps bindings beyond the process that made them', async () => {
    await bus.bind('pilot', ['a.b.c.v1', 'a.b.d.v1'])
    await bus.bind('tug', ['a.b.c.v1'])
    await bus.bind('tug', ['a.b.c.v1', 'a.b.e.v1'])
    const other = await openBus(queue.url, options)
    const bindings = await other.bindings()
    await other.close()
    expect(bindings.get('a.b.c.v1')?.toSorted()).toEqual(['pilot', 'tug'])
    expect(bindings.get('a.b.e.v1')).toEqual(['tug'])
    await bus.unbind('pilot', ['a.b.c.v1', 'a.b.d.v1'])
    expect((await bus.bindings()).get('a.b.c.v1')).toEqual(['tug'])
    expect((await bus.bindings()).has('a.b.d.v1')).toBe(false)
  })

  test('lets several processes start on an empty back end at once', async () => {
    // Without the tables that a queue of the test kit has.
    const fresh = kind === 'postgres' ? await createEmptyDatabase('queue') : await createTestQueue(kind)
    const started = await Promise.all(Array.from({ length: 5 }, () => openBus(fresh.url, options)))
    await Promise.all(started.map((each, index) => each.bind(`s${index}`, ['a.b.c.v1'])))
    expect((await started[0]!.bindings()).get('a.b.c.v1')).toHaveLength(5)
    await Promise.all(started.map((each) => each.close()))
    await fresh.drop()
  })

  test('delivers every event to the subscriber, batches and single ones', async () => {
    const seen: string[] = []
    await consume('all', (name) => void seen.push(name))
    const names = Array.from({ length: 50 }, (_, index) => `ship-${index}`)
    await bus.enqueue(
      'all',
      names.slice(0, 49).map((name) => ({ event: arrival(name) })),
    )
    await bus.enqueue('all', [{ event: arrival(names[49]!) }])
    await eventually(() => expect(seen.toSorted()).toEqual(names.toSorted()))
  })

  test('takes an event once while its queue remembers it', async () => {
    const event = arrival('twice')
    await bus.enqueue('once', [{ event }])
    await bus.enqueue('once', [{ event }, { event: arrival('other') }])
    expect(await (await bus.queue('once')).getJobCountByTypes('waiting')).toBe(2)
  })

  test('holds an event back until it is due', async () => {
    const seen: Record<string, number> = {}
    await consume('later', (name) => void (seen[name] = Date.now()))
    const deliverAt = new Date(Date.now() + 700)
    await bus.enqueue('later', [{ event: arrival('held'), deliverAt }])
    await bus.enqueue('later', [{ event: arrival('overdue'), deliverAt: new Date(0) }])
    await eventually(() => expect(Object.keys(seen).toSorted()).toEqual(['held', 'overdue']))
    expect(seen['held']).toBeGreaterThanOrEqual(deliverAt.getTime())
  })

  test('tries a failing event again, and passes on those behind it meanwhile', async () => {
    const seen: string[] = []
    const { failures } = await consume(
      'retry',
      (name) => {
        seen.push(name)
        if (name === 'poison') throw new Error('cannot dock')
      },
      1,
    )
    const names = ['poison', ...Array.from({ length: 10 }, (_, index) => `ship-${index}`)]
    await bus.enqueue(
      'retry',
      names.map((name) => ({ event: arrival(name) })),
    )
    await eventually(() => {
      expect(seen.filter((name) => name === 'poison')).toHaveLength(3)
      expect(new Set(seen).size).toBe(11)
    })
    await eventually(() =>
      expect(failures.map(({ attempt, final }) => [attempt, final])).toEqual([
        [1, false],
        [2, false],
        [3, true],
      ]),
    )
  })

  test('keeps what failed for good, with its reason, until it is tried again', async () => {
    let repaired = false
    const seen: string[] = []
    await consume('dead', (name) => {
      if (!repaired) throw new Error('cannot dock')
      seen.push(name)
    })
    const event = arrival('stranded')
    await bus.enqueue('dead', [{ event }])
    const target = await bus.queue('dead')
    const [failed] = await eventually(async () => {
      const jobs = await target.getFailed()
      expect(jobs).toHaveLength(1)
      return jobs
    })
    expect(failed).toMatchObject({ id: event.id, data: event, failedReason: 'cannot dock', attemptsMade: 3 })
    repaired = true
    await failed!.retry()
    await eventually(() => expect(seen).toEqual(['stranded']))
    await eventually(async () => expect(await target.getFailedCount()).toBe(0))
  })

  test('does not try again what can never be read', async () => {
    const { failures } = await consume('malformed', () => undefined)
    await bus.enqueue('malformed', [{ event: { ...arrival('x'), data: { name: 7 } } }])
    const [failed] = await eventually(async () => {
      const jobs = await (await bus.queue('malformed')).getFailed()
      expect(jobs).toHaveLength(1)
      return jobs
    })
    expect(failed?.attemptsMade).toBe(1)
    expect(failed?.failedReason).toMatch(/^Not a valid harbour.ship.arrived.v1: data.name: /)
    await eventually(() => expect(failures).toMatchObject([{ final: true }]))
    expect(() => nameOf(failed?.data)).toThrow(InvalidEventError)
  })

  test('handles as many at a time as it is told, and finishes them when it closes', async () => {
    const gate = Promise.withResolvers<void>()
    let inHand = 0
    let done = 0
    const { consumer } = await consume(
      'busy',
      async () => {
        inHand++
        await gate.promise
        done++
      },
      3,
    )
    await bus.enqueue(
      'busy',
      Array.from({ length: 6 }, (_, index) => ({ event: arrival(`ship-${index}`) })),
    )
    await eventually(() => expect(inHand).toBe(3))
    const closed = consumer.close()
    gate.resolve()
    await closed
    expect([inHand, done]).toEqual([3, 3])
    expect(await (await bus.queue('busy')).getJobCountByTypes('waiting')).toBe(3)
  })

  test('shows operators the queue of each subscriber, as they bind', async () => {
    const fresh = await createTestQueue(kind)
    const first = await openBus(fresh.url, options)
    await first.bind('ordering', ['a.b.c.v1'])
    const shown: string[] = []
    const open = await openQueues(fresh.url, {
      logger: silent,
      refreshInterval: 20,
      onQueue: ({ name }) => shown.push(name),
    })
    expect(open.queues.map(({ name }) => name)).toEqual(['ordering'])
    await first.bind('catalog', ['a.b.d.v1'])
    await eventually(() => expect(open.queues.map(({ name }) => name)).toEqual(['ordering', 'catalog']))
    expect(shown).toEqual(['ordering', 'catalog'])
    expect(await open.queues[0]!.getJobCounts()).toMatchObject({ waiting: 0, failed: 0 })
    await open.close()
    await first.close()
    await fresh.drop()
  })
})
