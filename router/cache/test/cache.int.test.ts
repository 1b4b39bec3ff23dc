import { createTestQueue, eventually, queueKinds, type TestQueue } from '@tradewind/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, onTestFinished, test } from 'vitest'
import { startKeepingShop, type KeepingShop } from './fixture.ts'

const page = 'query Page($sku: ID!) { product(sku: $sku) { title available maker { name } } }'
const list = '{ products(first: 2) { pageInfo { hasNextPage } } }'
const aboutKettle = { variables: { sku: 'kettle' } }

describe.each(queueKinds())('Answers are kept, with changes told on %s', (kind) => {
  let queue: TestQueue
  let shop: KeepingShop

  beforeAll(async () => {
    queue = await createTestQueue(kind)
    // Each queue with another store: in memory, and in the Redis that there is for the queue, too.
    const store: Record<string, string> =
      kind === 'redis' ? { CACHE_REDIS_URL: `${inject('servers').redisUrl}/0?prefix=${Date.now()}` } : {}
    const header = '[{"propagate": "x-tenant"}]'
    shop = await startKeepingShop({ QUEUE_URL: queue.url, HEADER_RULES: header, ...store })
    await shop.listening()
  })
  afterAll(async () => {
    await shop.stop()
    await queue.drop()
  })
  beforeEach(async () => {
    shop.world.products.clear()
    shop.world.products.set('kettle', {
      title: 'Kettle',
      maker: { country: 'DE', number: 7, name: 'Emaille AG' },
      available: 4,
    })
    shop.world.products.set('apron', { title: 'Apron', maker: null, available: 1 })
    await shop.tell({ all: ['Product', 'Maker'], lists: ['Product'] })
  })

  /** Asks until the answer is one that was kept. */
  async function keep(query: string, options: Parameters<KeepingShop['query']>[1] = {}) {
    return eventually(async () => {
      const answer = await shop.query(query, options)
      expect(answer.calls).toBe(0)
      return answer
    })
  }

  test('and given without asking any subgraph, just as they were', async () => {
    const first = await shop.query(page, aboutKettle)
    expect(first.calls).toBeGreaterThan(0)
    const kept = await keep(page, aboutKettle)
    expect(kept.data).toEqual(first.data)
    expect(first.data).toEqual({
      product: { title: 'Kettle', available: 4, maker: { name: 'Emaille AG' } },
    })
    expect((await shop.query(page, { variables: { sku: 'apron' } })).data).toMatchObject({
      product: { title: 'Apron' },
    })
  })

  test.each([
    ['an operation with a field of the root that has no hint', '{ brief unhinted }'],
    [
      'one with an object that has no hint',
      '{ product(sku: "kettle") { shortage { missing } related { sku } } }',
      true,
    ],
    ['an answer with errors', '{ brief failing }'],
    ['what is private, where there is nobody it would belong to', '{ own }'],
    ['an introspection', '{ brief __type(name: "Product") { name } }'],
    ['what only some may see', '{ brief secret }'],
    ['a mutation', 'mutation { rename(sku: "kettle", title: "Pot") { title } }'],
  ])('but not %s', async (_what, query, isKept = false) => {
    await shop.query(query)
    await shop.query(query)
    const { calls } = await shop.query(query)
    expect(calls > 0).toBe(!isKept)
  })

  test('until an entity in them changes, whether or not its key was asked for, or which subgraph it is from', async () => {
    const nested = '{ products { nodes { available maker { name } } } }'
    await keep(nested)
    await shop.tell({ entities: { Product: ['spoon'] } })
    expect((await shop.query(nested)).calls).toBe(0)

    shop.world.products.get('kettle')!.available = 3
    await shop.tell({ entities: { Product: ['kettle'] } })
    expect((await shop.query(nested)).data).toMatchObject({ products: { nodes: [{ available: 3 }, {}] } })

    await keep(nested)
    shop.world.products.get('kettle')!.maker!.name = 'Emaille SE'
    await shop.tell({ entities: { Maker: ['DE,7'] } })
    expect((await shop.query(nested)).data).toMatchObject({
      products: { nodes: [{ maker: { name: 'Emaille SE' } }, {}] },
    })
  })

  test('also those of a union', async () => {
    const things = '{ things { ... on Maker { name } ... on Product { title } } }'
    await keep(things)
    await shop.tell({ entities: { Maker: ['DE,7'] } })
    expect((await shop.query(things)).calls).toBe(1)
  })

  test('until a list in them has another member, even where none of the members was asked for', async () => {
    expect((await keep(list)).data).toEqual({ products: { pageInfo: { hasNextPage: false } } })
    await keep(page, aboutKettle)
    shop.world.products.set('spoon', { title: 'Spoon', maker: null, available: 1 })
    await shop.tell({ entities: { Product: ['spoon'] }, lists: ['Product'] })
    expect((await shop.query(list)).data).toEqual({ products: { pageInfo: { hasNextPage: true } } })
    expect((await shop.query(page, aboutKettle)).calls).toBe(0)
  })

  test('until there is something where there was nothing', async () => {
    const spoon = { variables: { sku: 'spoon' } }
    expect((await keep(page, spoon)).data).toEqual({ product: null })
    shop.world.products.set('spoon', { title: 'Spoon', maker: null, available: 1 })
    await shop.tell({ entities: { Product: ['spoon'] } })
    expect((await shop.query(page, spoon)).data).toMatchObject({ product: { title: 'Spoon' } })
  })

  test('until their time is up', async () => {
    shop.world.brief = 'one'
    await keep('{ brief }')
    shop.world.brief = 'two'
    await eventually(async () => expect((await shop.query('{ brief }')).data).toEqual({ brief: 'two' }))
  })

  test('unless something in them changed while they were put together', async () => {
    const opened = Promise.withResolvers<void>()
    onTestFinished(() => {
      opened.resolve()
      shop.world.gate = undefined
    })
    shop.world.gate = opened.promise
    const before = shop.shelf.received.length
    const old = shop.query(page, aboutKettle)
    await eventually(() => expect(shop.shelf.received.length).toBe(before + 1))

    shop.world.products.set('kettle', { title: 'New kettle', maker: null, available: 4 })
    await shop.tell({ entities: { Product: ['kettle'] } })
    // Whoever asks now is not given what is on its way since before the change.
    shop.world.gate = undefined
    expect((await keep(page, aboutKettle)).data).toMatchObject({ product: { title: 'New kettle' } })

    opened.resolve()
    expect((await old).data).toMatchObject({ product: { title: 'Kettle' } })
    expect((await keep(page, aboutKettle)).data).toMatchObject({ product: { title: 'New kettle' } })
  })

  test('never from one identity to another, or to nobody', async () => {
    const [ann, bob] = [`Bearer ${await shop.issuer.sign()}`, `Bearer ${await shop.issuer.sign()}`]
    const ask = async (authorization?: string) =>
      (await shop.query('{ asker }', { headers: authorization ? { authorization } : {} })).data?.['asker']
    for (let round = 0; round < 3; round += 1) {
      expect(await ask(ann)).toBe(`${ann} null`)
      expect(await ask(bob)).toBe(`${bob} null`)
      expect(await ask()).toBe('null null')
    }
  })

  test('never for other headers, other variables or another operation of the same text', async () => {
    const asTenant = async (tenant: string) =>
      (await keep('{ asker }', { headers: { 'x-tenant': tenant } })).data?.['asker']
    expect(await asTenant('north')).toBe('null north')
    expect(await asTenant('south')).toBe('null south')
    expect(await asTenant('north","b":"')).toBe('null north","b":"')

    const both =
      'query A($sku: ID!) { product(sku: $sku) { title } } query B($sku: ID!) { product(sku: $sku) { available } }'
    const ask = async (operationName: string, sku: string) =>
      (await (
        await shop.fetch('/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: both, operationName, variables: { sku } }),
        })
      ).json()) as unknown
    for (let round = 0; round < 2; round += 1) {
      expect(await ask('A', 'kettle')).toEqual({ data: { product: { title: 'Kettle' } } })
      expect(await ask('B', 'kettle')).toEqual({ data: { product: { available: 4 } } })
      expect(await ask('A', 'apron')).toEqual({ data: { product: { title: 'Apron' } } })
    }
  })

  test('not where a client takes the names of keys', async () => {
    const query = '{ product(sku: "kettle") { tradewind_key_Product_0: title } }'
    await shop.query(query)
    const { data, calls } = await shop.query(query)
    expect(data).toEqual({ product: { tradewind_key_Product_0: 'Kettle' } })
    expect(calls).toBe(1)
  })

  test('and HTTP caches are told of it, on GET', async () => {
    const path = `/graphql?query=${encodeURIComponent('{ product(sku: "kettle") { title checked } }')}`
    const ask = (headers: Record<string, string> = {}) =>
      shop.fetch(path, { headers: { 'apollo-require-preflight': '1', ...headers } })
    const first = await ask()
    const etag = first.headers.get('etag')!
    expect(first.headers.get('cache-control')).toBe('public, max-age=10')
    expect(first.headers.get('age')).toBe('0')
    expect(first.headers.get('vary')).toBe('origin, accept, authorization, x-tenant')
    expect(etag).toMatch(/^"[\w-]{27}"$/)
    await first.text()

    const same = await ask({ 'if-none-match': `"other", W/${etag}` })
    expect(same.status).toBe(304)
    expect(same.headers.get('etag')).toBe(etag)
    expect(same.headers.get('cache-control')).toBe('public, max-age=10')
    expect(await same.text()).toBe('')
    expect((await ask({ 'if-none-match': '"other"' })).status).toBe(200)

    const signedIn = await ask({ authorization: `Bearer ${await shop.issuer.sign()}` })
    expect(signedIn.headers.get('cache-control')).toBe('no-store')
    expect(signedIn.headers.get('etag')).toBeNull()
    expect((await shop.query(page, aboutKettle)).headers.get('cache-control')).toBe('no-store')
  })

  test('and counted', async () => {
    await keep(page, aboutKettle)
    const hits = await shop.metric('requests_total', 'outcome="hit"')
    await shop.query(page, aboutKettle)
    expect(await shop.metric('requests_total', 'outcome="hit"')).toBe(hits + 1)
    const removed = await shop.metric('removed_total')
    await shop.tell({ entities: { Product: ['kettle'] } })
    await eventually(async () => expect(await shop.metric('removed_total')).toBeGreaterThan(removed))
  })
})
