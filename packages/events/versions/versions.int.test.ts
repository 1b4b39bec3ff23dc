import { createTestQueue } from '@tradewind/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { defineEvent } from '../definition.ts'
import { InvalidEventError, openBus } from '../index.ts'
import { noteEffect, shipArrived, silent } from '../test/fixture/events.ts'
import { createOutboxDatabase, type OutboxDatabase } from '../test/fixture/outbox-database.ts'
import { noteOrigin, shipArrivedV2 } from './fixture.ts'
import { publishVersions } from './publish-versions.ts'
import { subscribeVersions, upcast } from './subscribe-versions.ts'
import { readVersions } from './version-status.ts'

let database: OutboxDatabase

beforeAll(async () => {
  database = await createOutboxDatabase()
})
afterAll(() => database.drop())

const publishBoth = (subject: string, from: string, deliverAt?: Date) =>
  database.prisma.$transaction((tx) =>
    publishVersions(
      tx,
      { subject, ...(deliverAt && { deliverAt }) },
      [shipArrivedV2, { name: subject, from }],
      [shipArrived, { name: subject }],
    ),
  )

test('the versions of a fact share its sequence and time, and a time-out its instant', async () => {
  const deliverAt = new Date(Date.now() + 3_600_000)
  await publishBoth('Lyra', 'Lisbon')
  const events = await publishBoth('Lyra', 'Porto', deliverAt)
  const rows = await database.outbox('Lyra')
  expect(rows.map(({ type, sequence }) => [type, sequence])).toEqual([
    [shipArrivedV2.type, 1],
    [shipArrived.type, 1],
    [shipArrivedV2.type, 2],
    [shipArrived.type, 2],
  ])
  for (const [index, row] of rows.slice(2).entries()) {
    const { id, time, data } = events[index]!
    expect(row).toMatchObject({ id, time: new Date(time), data, deliver_at: deliverAt, sent_at: null })
  }
  expect(events[0].time).toBe(events[1].time)
})

test('writes no version when one of them is not as declared', async () => {
  await expect(publishBoth('Aurora', 'a port of more than twenty letters')).rejects.toThrow(InvalidEventError)
  expect(await database.outbox('Aurora')).toEqual([])
})

test('names a binding to what is declared no more', async () => {
  const queue = await createTestQueue()
  const bus = await openBus(queue.url, { logger: silent })
  await bus.bind('lighthouse', ['harbour.ship.sank.v1'])
  expect(await readVersions(bus, [shipArrived.type])).toEqual([
    { type: shipArrived.type, declared: true, supersededBy: undefined, bound: [] },
    expect.objectContaining({ type: 'harbour.ship.sank.v1', declared: false, supersededBy: undefined }),
  ])
  await bus.close()
  await queue.drop()
})

test('refuses versions of different events, and a version twice', () => {
  const left = defineEvent('harbour.ship.left', 1, z.object({ name: z.string() }))
  const convert = ({ name }: { name: string }) => ({ name, from: '' })
  expect(() => subscribeVersions(shipArrivedV2, [upcast(left, convert)], noteOrigin)).toThrow(
    'harbour.ship.arrived.v2 and harbour.ship.left.v1 are not versions of one event.',
  )
  expect(() => subscribeVersions(shipArrived, [upcast(shipArrived, convert)], noteEffect)).toThrow('are not')
})
