import { findRedisServer, eventually, startRedis, type RedisServer } from '@tradewind/testkit'
import { createLogger } from '@tradewind/service'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { KeptAnswer } from '../answer.ts'
import { createMemoryStore } from '../memory-store.ts'
import { createRedisStore } from '../redis-store.ts'
import type { AnswerStore } from '../store.ts'

const binary = findRedisServer()
const answer = (body: string, maxAge = 60): KeptAnswer => ({
  body,
  keptAt: Date.now(),
  maxAge,
  isPrivate: false,
})

let redis: RedisServer
let prefix = 0
const stores: AnswerStore[] = []
const opened = (store: AnswerStore): AnswerStore => {
  stores.push(store)
  return store
}
const openRedis = (url = `${redis.url}?prefix=${prefix}`): AnswerStore =>
  opened(
    createRedisStore({ url, executionMs: 10_000, logger: createLogger('test', 'silent'), timeoutMs: 1_000 }),
  )

beforeAll(async () => {
  if (binary) redis = await startRedis(binary)
})
afterEach(() => {
  for (const store of stores.splice(0)) store.close()
  prefix += 1
})
afterAll(() => redis?.stop())

/** The instant at which an execution begins; a store that has just been opened takes a moment until there is one. */
const begin = (store: AnswerStore): Promise<number> =>
  eventually(async () => {
    const { since } = await store.find('nothing')
    if (since === undefined) throw new Error('The store keeps nothing yet.')
    return since
  })
const bodyOf = async (store: AnswerStore, key: string) => (await store.find(key)).answer?.body

const kinds = [
  ['in memory', () => opened(createMemoryStore(1_000_000))],
  ...(binary ? [['in Redis', () => openRedis()] as const] : []),
] as const

describe.each(kinds)('Answers kept %s', (_where, open) => {
  test('are found under their keys, with everything that was known of them', async () => {
    const store = open()
    const kept = { ...answer('{"data":{"a":"ü\\n"}}'), isPrivate: true }
    expect(await store.keep('a', kept, [], await begin(store))).toBe(true)
    expect((await store.find('a')).answer).toEqual(kept)
    expect((await store.find('b')).answer).toBeUndefined()
  })

  test('are removed by any of their tags, and no others are', async () => {
    const store = open()
    const since = await begin(store)
    await store.keep('a', answer('a'), ['Product:1', 'Product[]'], since)
    await store.keep('b', answer('b'), ['Product:2', 'Product[]'], since)
    expect(await store.remove(['Product:1', 'Product:3'])).toBe(1)
    expect([await bodyOf(store, 'a'), await bodyOf(store, 'b')]).toEqual([undefined, 'b'])
    expect(await store.remove(['Product[]'])).toBe(1)
    expect(await bodyOf(store, 'b')).toBeUndefined()
  })

  test('are not kept after a removal of what they hold, if their execution began before it', async () => {
    const store = open()
    const before = await begin(store)
    await store.remove(['Product:1'])
    expect(await store.keep('a', answer('a'), ['Product:2', 'Product:1'], before)).toBe(false)
    expect(await store.keep('b', answer('b'), ['Product:2'], before)).toBe(true)
    expect(await store.keep('a', answer('a'), ['Product:1'], await begin(store))).toBe(true)
  })

  test('are gone when all is cleared, and those under way with them', async () => {
    const store = open()
    const before = await begin(store)
    await store.keep('a', answer('a'), [], before)
    await store.clear()
    expect(await bodyOf(store, 'a')).toBeUndefined()
    expect(await store.keep('b', answer('b'), ['Product:2'], before)).toBe(false)
    expect(await store.keep('b', answer('b'), ['Product:2'], await begin(store))).toBe(true)
  })

  test('are given no longer than their time', async () => {
    const store = open()
    await store.keep('a', { ...answer('a', 10), keptAt: Date.now() - 10_000 }, [], await begin(store))
    expect(await bodyOf(store, 'a')).toBeUndefined()
  })
})

describe('In memory', () => {
  test('what nobody asked for longest makes room', async () => {
    const store = createMemoryStore(100_000)
    const body = 'x'.repeat(2_000)
    for (let number = 0; number < 100; number += 1) {
      await store.keep(`${number}`, answer(body), [`Product:${number}`], 0)
      await store.find('0')
    }
    expect(store.size.bytes).toBeLessThanOrEqual(100_000)
    expect(store.size.answers).toBeGreaterThan(10)
    expect(await bodyOf(store, '0')).toBe(body)
    expect(await bodyOf(store, '1')).toBeUndefined()
    expect(await bodyOf(store, '99')).toBe(body)
    await store.remove(Array.from({ length: 100 }, (_, number) => `Product:${number}`))
    expect(store.size).toEqual({ answers: 0, bytes: 0 })
  })

  test('one answer alone does not push out the others', async () => {
    const store = createMemoryStore(100_000)
    expect(await store.keep('large', answer('x'.repeat(50_000)), [], 0)).toBe(false)
  })

  test('more removals than can be remembered keep what began before them out', async () => {
    const store = createMemoryStore(100_000)
    await store.remove(['Product:1'])
    for (let from = 0; from < 60_000; from += 10_000)
      await store.remove(Array.from({ length: 10_000 }, (_, number) => `Other:${from + number}`))
    expect(await store.keep('a', answer('a'), ['Product:1'], 0)).toBe(false)
  })
})

describe.skipIf(!binary)('In Redis', () => {
  test('routers share answers and removals, also while another is executing', async () => {
    const one = openRedis()
    await begin(one)
    const other = openRedis()
    const since = await begin(other)
    await one.keep('a', answer('a'), ['Product:1'], await begin(one))
    expect(await bodyOf(other, 'a')).toBe('a')
    await one.remove(['Product:1'])
    expect(await bodyOf(other, 'a')).toBeUndefined()
    expect(await other.keep('a', answer('a'), ['Product:1'], since)).toBe(false)
  })

  test('a server that is away costs the answers and nothing else; what could not be removed is never given again', async () => {
    const own = await startRedis(binary!)
    const port = Number(new URL(own.url).port)
    const [one, other] = [openRedis(own.url), openRedis(own.url)]
    await begin(one)
    await one.keep('a', answer('a'), ['Product:1'], await begin(other))
    await own.stop()
    expect(await one.find('a')).toEqual({ answer: undefined, since: undefined })
    expect(await one.keep('b', answer('b'), [], 0)).toBe(false)
    expect(await one.remove(['Product:1'])).toBe(0)

    const back = await startRedis(binary!, [], port)
    expect(await one.keep('b', answer('b'), [], await begin(one))).toBe(true)
    expect(await bodyOf(one, 'a')).toBeUndefined()
    one.close()
    other.close()
    await back.stop()
  })

  test('a server that lost its data tells no instants from before', async () => {
    const store = openRedis()
    const before = await begin(store)
    const { Redis } = await import('ioredis')
    const client = new Redis(redis.url)
    await client.flushall()
    client.disconnect()
    const after = await begin(store)
    expect(after).toBeGreaterThan(before)
    expect(await store.keep('a', answer('a'), [], before)).toBe(false)
  })
})
