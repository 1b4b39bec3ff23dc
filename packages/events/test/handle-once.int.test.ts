import { currentTraceparent, newId } from '@tradewind/service'
import { countStatements } from '@tradewind/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { handleOnce, InvalidEventError, subscribe } from '../index.ts'
import { arrival, noteArrivals, noteEffect, shipArrived } from './fixture/events.ts'
import { createOutboxDatabase, type OutboxDatabase } from './fixture/outbox-database.ts'
import type { TestTransaction } from './fixture/prisma.ts'

let database: OutboxDatabase

beforeAll(async () => {
  database = await createOutboxDatabase()
})
afterAll(() => database.drop())

const timesNoted = async (name: string) => (await database.effects()).filter((note) => note === name).length

test('takes effect once, however often the event is delivered', async () => {
  const event = arrival('Borealis')
  expect(await handleOnce(database.prisma, noteArrivals, event)).toBe('handled')
  expect(await handleOnce(database.prisma, noteArrivals, event)).toBe('duplicate')
  expect(await timesNoted('Borealis')).toBe(1)
})

test('takes effect once when it is delivered many times at the same moment', async () => {
  const event = arrival('Corona')
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, () => handleOnce(database.prisma, noteArrivals, event)),
  )
  expect(outcomes.filter((outcome) => outcome === 'handled')).toHaveLength(1)
  expect(await timesNoted('Corona')).toBe(1)
})

test('takes effect once for each event, in any order and with any repetition', async () => {
  const events = Array.from({ length: 8 }, (_, index) => `Cetus-${index}`)
  const deliveries = fc.array(fc.constantFrom(...events), { minLength: 1, maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(deliveries, fc.integer({ min: 1, max: 8 }), async (order, atATime) => {
      const run = newId()
      const made = new Map(events.map((name) => [name, arrival(name)]))
      const handle = subscribe(shipArrived, async (event, tx: TestTransaction) => {
        await tx.effect.create({ data: { event: event.id, note: run } })
      })
      const queue = [...order]
      const work = async (): Promise<void> => {
        for (let name = queue.shift(); name; name = queue.shift()) {
          await handleOnce(database.prisma, handle, made.get(name))
        }
      }
      await Promise.all(Array.from({ length: atATime }, work))
      expect(await timesNoted(run)).toBe(new Set(order).size)
    }),
    { numRuns: 15 },
  )
})

test('undoes everything when the handler throws, so that it can be tried again', async () => {
  const event = arrival('Draco')
  let broken = true
  const fragile = subscribe(shipArrived, async (received, tx: TestTransaction) => {
    await noteEffect(received, tx)
    if (broken) throw new Error('not today')
  })
  await expect(handleOnce(database.prisma, fragile, event)).rejects.toThrow('not today')
  expect(await timesNoted('Draco')).toBe(0)
  broken = false
  expect(await handleOnce(database.prisma, fragile, event)).toBe('handled')
  expect(await timesNoted('Draco')).toBe(1)
})

test('does outside work before the transaction, and not for an event already handled', async () => {
  const before = vi.fn<() => Promise<string>>(async () => 'a berth')
  const seen: string[] = []
  const steps = subscribe(shipArrived, {
    before,
    handle: async (event, tx: TestTransaction, berth) => {
      seen.push(berth)
      await noteEffect(event, tx)
    },
  })
  const event = arrival('Eridanus')
  expect(await handleOnce(database.prisma, steps, event)).toBe('handled')
  expect(await handleOnce(database.prisma, steps, event)).toBe('duplicate')
  expect(before).toHaveBeenCalledTimes(1)
  expect(seen).toEqual(['a berth'])
})

test.each([
  ['data of another shape', { data: { name: 7 } }],
  ['no data', { data: undefined }],
  ['another type', { type: 'harbour.ship.left.v1' }],
  ['an id that is none', { id: 'x' }],
  ['a sequence of zero', { sequence: 0 }],
])('refuses an event with %s', async (_, change) => {
  await expect(
    handleOnce(database.prisma, noteArrivals, { ...arrival('Fornax'), ...change }),
  ).rejects.toThrow(InvalidEventError)
})

test.each([null, undefined, 'an event', 7, []])('refuses %j, which is no event at all', async (received) => {
  await expect(handleOnce(database.prisma, noteArrivals, received)).rejects.toThrow(InvalidEventError)
})

test('ignores what a newer publisher may have added', async () => {
  const event = arrival('Gemini')
  const newer = { ...event, dataschema: 'x', data: { ...event.data, flag: 'x' } }
  expect(await handleOnce(database.prisma, noteArrivals, newer)).toBe('handled')
})

test('handles as part of the trace that the event carries', async () => {
  let seen: string | undefined
  const listening = subscribe(shipArrived, async () => void (seen = currentTraceparent()))
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
  await handleOnce(database.prisma, listening, arrival('Hydra', `00-${trace}-00f067aa0ba902b7-01`))
  expect(seen?.split('-')[1]).toBe(trace)
})

test('costs one statement beside what the handler does', async () => {
  const statements = countStatements(database.pool)
  await handleOnce(
    database.prisma,
    subscribe(shipArrived, async () => undefined),
    arrival('Indus'),
  )
  expect(statements.texts).toHaveLength(1)
})
