import { eventually } from '@tradewind/testkit'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Bus, Delivery } from '../bus/bus.ts'
import { publishAll } from '../index.ts'
import { startRelay, type Relay, type RelayOptions } from '../outbox/relay.ts'
import { shipArrived, silent } from './fixture/events.ts'
import { createOutboxDatabase, type OutboxDatabase } from './fixture/outbox-database.ts'

let database: OutboxDatabase
let relays: Relay[] = []

beforeAll(async () => {
  database = await createOutboxDatabase()
})
afterEach(async () => {
  await Promise.all(relays.map((each) => each.stop()))
  relays = []
})
afterAll(() => database.drop())

const names = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`)
const arrive = (all: readonly string[]) =>
  database.prisma.$transaction((tx) =>
    publishAll(
      tx,
      shipArrived,
      all.map((name) => ({ subject: name, data: { name } })),
    ),
  )
const unsent = async (): Promise<number> =>
  (await database.pool.query('SELECT count(*)::int FROM outbox_event WHERE sent_at IS NULL')).rows[0].count

/** Queues that take a batch when the test lets them. */
function queues() {
  const taken: string[][] = []
  const inHand: { batch: string[]; accept: () => void; refuse: () => void }[] = []
  const enqueue = async (_subscriber: string, deliveries: readonly Delivery[]): Promise<void> => {
    const batch = deliveries.map(({ event }) => event.subject)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    inHand.push({ batch, accept: resolve, refuse: () => reject(new Error('the queue is away')) })
    await promise
    taken.push(batch)
  }
  const bindings = async () => new Map([[shipArrived.type, ['lighthouse']]])
  return { bus: { enqueue, bindings } as unknown as Bus, inHand, taken }
}

function relay(options: Pick<RelayOptions, 'bus'> & Partial<RelayOptions>): void {
  relays.push(
    startRelay({ pool: database.pool, logger: silent, batchSize: 10, pollInterval: 200, ...options }),
  )
}

test('has several batches on their way, and no more than it is told', async () => {
  const { bus, inHand, taken } = queues()
  await arrive(names('many', 100))
  relay({ bus, batchesInFlight: 3 })
  await eventually(() => expect(inHand).toHaveLength(3))
  expect(inHand.flatMap(({ batch }) => batch)).toEqual(names('many', 30))
  inHand[1]!.accept()
  await eventually(() => expect(inHand).toHaveLength(4)) // one has come back, one more is out
  for (let index = 0; index < 10; index++) {
    await eventually(() => expect(inHand.length).toBeGreaterThan(index))
    expect(inHand.length - taken.length).toBeLessThanOrEqual(3)
    inHand[index]!.accept()
  }
  await eventually(async () => expect(await unsent()).toBe(0))
  expect(taken.flat().toSorted()).toEqual(names('many', 100).toSorted())
})

test('one event is one batch: nothing is claimed beside it', async () => {
  const { bus, inHand } = queues()
  relay({ bus })
  await arrive(['single'])
  await eventually(() => expect(inHand).toHaveLength(1))
  inHand[0]!.accept()
  await eventually(async () => expect(await unsent()).toBe(0))
  expect(inHand).toHaveLength(1)
})

test('marks nothing that no queue has: a batch that is refused comes again, the others do not', async () => {
  const { bus, inHand, taken } = queues()
  await arrive(names('refused', 25))
  relay({ bus })
  await eventually(() => expect(inHand).toHaveLength(3))
  expect(await unsent()).toBe(25)
  inHand[0]!.accept()
  inHand[1]!.refuse()
  inHand[2]!.accept()
  await eventually(() => expect(inHand).toHaveLength(4))
  await eventually(async () => expect(await unsent()).toBe(10))
  expect(inHand[3]!.batch).toEqual(inHand[1]!.batch)
  inHand[3]!.accept()
  await eventually(async () => expect(await unsent()).toBe(0))
  expect(taken.flat().toSorted()).toEqual(names('refused', 25).toSorted())
})

test('two relays have different events on their way', async () => {
  const [one, other] = [queues(), queues()]
  await arrive(names('shared', 40))
  relay({ bus: one.bus, batchesInFlight: 2 })
  await eventually(() => expect(one.inHand).toHaveLength(2))
  relay({ bus: other.bus, batchesInFlight: 2 })
  await eventually(() => expect(other.inHand).toHaveLength(2))
  const batches = [...one.inHand, ...other.inHand]
  expect(batches.flatMap(({ batch }) => batch).toSorted()).toEqual(names('shared', 40).toSorted())
  for (const { accept } of batches) accept()
  await eventually(async () => expect(await unsent()).toBe(0))
})
