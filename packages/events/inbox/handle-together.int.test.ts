import { currentTraceparent } from '@tradewind/service'
import { countStatements } from '@tradewind/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEvent, handleOnce, subscribe } from '../index.ts'
import { arrival, noteArrivals, shipArrived } from '../test/fixture/events.ts'
import { createOutboxDatabase, type OutboxDatabase } from '../test/fixture/outbox-database.ts'
import type { TestTransaction } from '../test/fixture/prisma.ts'
import { noteOrigin, shipArrivedV2 } from '../versions/fixture.ts'
import { siblingId } from '../versions/sibling-id.ts'
import { subscribeVersions, upcast } from '../versions/subscribe-versions.ts'
import { receive, type Received } from './handle-once.ts'
import { handleTogether } from './handle-together.ts'

let database: OutboxDatabase

beforeAll(async () => {
  database = await createOutboxDatabase()
})
afterAll(() => database.drop())

const noted = async (prefix: string) =>
  (await database.effects()).filter((note) => note.startsWith(prefix)).toSorted()
const group = (...names: string[]): Received<TestTransaction>[] =>
  names.map((name) => receive(noteArrivals, arrival(name)))

test('each takes effect once, whether it was handled before or is there twice', async () => {
  const [first, second, third] = ['Ara-1', 'Ara-2', 'Ara-3'].map((name) => arrival(name))
  await handleOnce(database.prisma, noteArrivals, second)
  const received = [first, second, third, first].map((event) => receive(noteArrivals, event))
  expect((await handleTogether(database.prisma, received)).outcomes).toEqual([
    'handled',
    'duplicate',
    'handled',
    'duplicate',
  ])
  expect(await noted('Ara')).toEqual(['Ara-1', 'Ara-2', 'Ara-3'])
})

test('two versions of one fact take effect once', async () => {
  const subscriptions = subscribeVersions(
    shipArrivedV2,
    [upcast(shipArrived, ({ name }) => ({ name, from: 'anywhere' }))],
    noteOrigin,
  )
  const data = { name: 'Bootes', from: 'Porto' }
  const newer = createEvent(shipArrivedV2, { subject: 'Bootes', data })
  const older = createEvent(shipArrived, {
    subject: 'Bootes',
    data: { name: 'Bootes' },
    id: siblingId(newer.id, 2, 1),
  })
  const received = [receive(subscriptions[1]!, older), receive(subscriptions[0]!, newer)]
  expect((await handleTogether(database.prisma, received)).outcomes).toEqual(['handled', 'duplicate'])
  expect(await noted('Bootes')).toHaveLength(1)
})

test('when one of them fails, nothing has happened', async () => {
  const broken = subscribe(shipArrived, async (_event, _tx: TestTransaction) => {
    throw new Error('cannot dock')
  })
  const received = [...group('Crux-1', 'Crux-2'), receive(broken, arrival('Crux-3'))]
  await expect(handleTogether(database.prisma, received)).rejects.toThrow('cannot dock')
  expect(await noted('Crux')).toEqual([])
  expect((await handleTogether(database.prisma, received.slice(0, 2))).outcomes).toEqual([
    'handled',
    'handled',
  ])
})

test('gives up when somebody else is handling one of them, who then is undisturbed', async () => {
  const gate = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const slow = subscribe(shipArrived, async (_event, _tx: TestTransaction) => {
    begun.resolve()
    await gate.promise
  })
  const event = arrival('Dorado-1')
  const other = handleOnce(database.prisma, slow, event)
  await begun.promise
  const received = [...group('Dorado-2'), receive(noteArrivals, event)]
  await expect(handleTogether(database.prisma, received)).rejects.toThrow(/lock timeout/)
  gate.resolve()
  expect(await other).toBe('handled')
  expect(await noted('Dorado')).toEqual([])
})

test('costs one statement, however many they are, beside what the handlers do; each goes on with its own trace', async () => {
  const traces = ['4bf92f3577b34da6a3ce929d0e0e4736', '0af7651916cd43dd8448eb211c80319c']
  const seen: (string | undefined)[] = []
  const listening = subscribe(
    shipArrived,
    async (_event, _tx: TestTransaction) => void seen.push(currentTraceparent()?.split('-')[1]),
  )
  const statements = countStatements(database.pool)
  await handleTogether(
    database.prisma,
    traces.map((trace) => receive(listening, arrival('Eridanus', `00-${trace}-00f067aa0ba902b7-01`))),
  )
  expect(statements.texts).toHaveLength(1)
  expect(seen).toEqual(traces)
})
