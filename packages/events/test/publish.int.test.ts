import { withTraceparent } from '@tradewind/service'
import { countStatements } from '@tradewind/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { InvalidEventError, publish, publishAll, sqlTransaction } from '../index.ts'
import { announce, shipArrived, shipLeft } from './fixture/events.ts'
import { createOutboxDatabase, type OutboxDatabase } from './fixture/outbox-database.ts'

let database: OutboxDatabase

beforeAll(async () => {
  database = await createOutboxDatabase()
})
afterAll(() => database.drop())

test('writes the envelope it returns, with a date to deliver at', async () => {
  const deliverAt = new Date(Date.now() + 60_000)
  const event = await announce(database.prisma, { subject: 'envelope', data: { name: 'Aurora' }, deliverAt })
  expect(event).toMatchObject({
    specversion: '1.0',
    source: '/tradewind/harbour',
    type: 'harbour.ship.arrived.v1',
    sequence: 1,
    data: { name: 'Aurora' },
  })
  const [row] = await database.outbox('envelope')
  expect(row).toMatchObject({
    id: event.id,
    type: event.type,
    time: new Date(event.time),
    data: event.data,
    deliver_at: deliverAt,
    sent_at: null,
  })
})

test('carries the trace of the work that publishes', async () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
  const event = await withTraceparent(`00-${trace}-00f067aa0ba902b7-01`, () =>
    announce(database.prisma, { subject: 'traced', data: { name: 'Aurora' } }),
  )
  expect(event.traceparent?.split('-')[1]).toBe(trace)
  expect((await database.outbox('traced'))[0]!.traceparent).toBe(event.traceparent)
})

test('publishes nothing when the transaction rolls back', async () => {
  const undone = database.prisma.$transaction(async (tx) => {
    await publish(tx, shipArrived, { subject: 'undone', data: { name: 'Aurora' } })
    throw new Error('changed my mind')
  })
  await expect(undone).rejects.toThrow('changed my mind')
  expect(await database.outbox('undone')).toEqual([])
  const next = await announce(database.prisma, { subject: 'undone', data: { name: 'Aurora' } })
  expect(next.sequence).toBe(1)
})

test('refuses data that its definition does not allow, and writes nothing', async () => {
  const data = { name: 'a name of more than twenty letters' }
  await expect(announce(database.prisma, { subject: 'invalid', data })).rejects.toThrow(InvalidEventError)
  await expect(announce(database.prisma, { subject: 'invalid', data })).rejects.toThrow(
    /^Not a valid harbour.ship.arrived.v1: data.name: /,
  )
  expect(await database.outbox('invalid')).toEqual([])
})

test('numbers the events of a subject 1, 2, 3, … over types and under concurrency', async () => {
  await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      database.prisma.$transaction((tx) =>
        publish(tx, index % 2 ? shipLeft : shipArrived, { subject: 'busy', data: { name: 'Aurora' } }),
      ),
    ),
  )
  const sequences = (await database.outbox('busy')).map(({ sequence }) => sequence)
  expect(sequences.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
})

test('publishes many in one statement, in order, each subject with its own numbers', async () => {
  const ships = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 30 })
  const statements = countStatements(database.pool)
  let last: Record<string, number> = {}
  await fc.assert(
    fc.asyncProperty(ships, async (subjects) => {
      statements.reset()
      const events = await database.prisma.$transaction((tx) =>
        publishAll(
          tx,
          shipArrived,
          subjects.map((subject, index) => ({ subject, data: { name: `${index}` } })),
        ),
      )
      expect(statements.texts.length).toBe(1)
      expect(events.map(({ subject, data }) => [subject, data.name])).toEqual(
        subjects.map((subject, index) => [subject, `${index}`]),
      )
      for (const { subject, sequence } of events) {
        expect(sequence).toBe((last[subject] ?? 0) + 1)
        last = { ...last, [subject]: sequence }
      }
    }),
    { numRuns: 30 },
  )
})

test('does not deadlock on batches that touch the same subjects in opposite orders', async () => {
  const subjects = Array.from({ length: 20 }, (_, index) => `crossed-${index}`)
  const batch = (order: string[]) =>
    database.prisma.$transaction((tx) =>
      publishAll(
        tx,
        shipArrived,
        order.map((subject) => ({ subject, data: { name: 'Aurora' } })),
      ),
    )
  await Promise.all(
    Array.from({ length: 20 }, (_, index) => batch(index % 2 ? subjects : subjects.toReversed())),
  )
  expect(
    (await database.outbox('crossed-7'))
      .map(({ sequence }) => sequence)
      .toSorted((a, b) => a - b)
      .at(-1),
  ).toBe(20)
})

test('publishes nothing, and asks nothing, for an empty list', async () => {
  const statements = countStatements(database.pool)
  expect(await publishAll(database.prisma, shipArrived, [])).toEqual([])
  expect(statements.texts).toEqual([])
})

test('publishes in a transaction of pg alone', async () => {
  const client = await database.pool.connect()
  await client.query('BEGIN')
  const event = await publish(sqlTransaction(client), shipArrived, {
    subject: 'raw',
    data: { name: 'Aurora' },
  })
  await client.query('COMMIT')
  client.release()
  expect((await database.outbox('raw')).map(({ id }) => id)).toEqual([event.id])
})
