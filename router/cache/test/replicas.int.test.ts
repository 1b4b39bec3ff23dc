import { createTestQueue, eventually, findRedisServer, type TestQueue } from '@tradewind/testkit'
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest'
import { startProxy, type Proxy } from '../../../packages/events/test/fixture/proxy.ts'
import { startKeepingShop, type KeepingShop } from './fixture.ts'

const page = '{ product(sku: "kettle") { title } }'
const kettle = (title: string) => ({ title, maker: null, available: 1 })

let queue: TestQueue
let proxy: Proxy
let shop: KeepingShop | undefined

beforeAll(async () => {
  queue = await createTestQueue('postgres')
  proxy = await startProxy(queue.url)
})
afterEach(async () => {
  await shop?.stop()
  shop = undefined
})
afterAll(async () => {
  await proxy.cut()
  await queue.drop()
})

async function start(settings: Record<string, string>, routers = 1): Promise<KeepingShop> {
  shop = await startKeepingShop(settings, { routers })
  shop.world.products.set('kettle', kettle('Kettle'))
  return shop
}

const isKept = (query: string, options: Parameters<KeepingShop['query']>[1] = {}) =>
  eventually(async () => expect((await shop!.query(query, options)).calls).toBe(0))

test('while changes are not heard of, nothing is kept, and what was kept is gone', async () => {
  const { world, query, metric } = await start({ QUEUE_URL: proxy.url })
  await isKept(page)
  await proxy.cut()
  await eventually(async () => expect(await metric('listening')).toBe(0))
  world.products.set('kettle', kettle('New kettle'))
  for (let round = 0; round < 3; round += 1) {
    expect(await query(page)).toMatchObject({ calls: 1, data: { product: { title: 'New kettle' } } })
  }
  await proxy.mend()
  await isKept(page)
})

test('without a word of where changes are told, nothing is kept, unless time alone is to decide', async () => {
  const { query } = await start({})
  for (let round = 0; round < 3; round += 1) expect((await query(page)).calls).toBe(1)
  await shop!.stop()
  await start({ CACHE: 'max-age' })
  await isKept(page)
  await shop!.stop()
  const off = await start({ CACHE: 'off', QUEUE_URL: queue.url })
  for (let round = 0; round < 3; round += 1) expect((await off.query(page)).calls).toBe(1)
})

test('with an access token answers are kept for that token alone, where that is wanted', async () => {
  const { issuer } = await start({ CACHE_PRIVATE: 'true', QUEUE_URL: queue.url })
  const [ann, bob] = [`Bearer ${await issuer.sign()}`, `Bearer ${await issuer.sign()}`]
  for (const query of ['{ asker }', '{ own }']) {
    await isKept(query, { headers: { authorization: ann } })
    const of = async (headers: Record<string, string>) =>
      Object.values((await shop!.query(query, { headers })).data!)
    expect(await of({ authorization: ann })).toEqual([`${ann} null`])
    expect(await of({ authorization: bob })).toEqual([`${bob} null`])
    expect(await of({})).toEqual(['null null'])
  }
  // What only some may see is kept for nobody.
  for (let round = 0; round < 3; round += 1) {
    expect((await shop!.query('{ secret }', { headers: { authorization: ann } })).calls).toBe(1)
  }
  const path = `/graphql?query=${encodeURIComponent('{ own }')}`
  const { headers } = await shop!.fetch(path, {
    headers: { authorization: ann, 'apollo-require-preflight': '1' },
  })
  expect(headers.get('cache-control')).toBe('private, max-age=60')
})

test.skipIf(!findRedisServer())('replicas share what is kept in Redis, and what is removed', async () => {
  const settings = {
    QUEUE_URL: queue.url,
    CACHE_REDIS_URL: `${inject('servers').redisUrl}/0?prefix=replicas-${Date.now()}`,
  }
  const { world, query, tell } = await start(settings, 2)
  await isKept(page, { router: 0 })
  await isKept(page, { router: 1 })
  world.products.set('kettle', kettle('New kettle'))
  await tell({ entities: { Product: ['kettle'] } })
  const title = async (router: number) => (await query(page, { router })).data
  await eventually(async () => expect(await title(1)).toEqual({ product: { title: 'New kettle' } }))
  expect(await title(0)).toEqual({ product: { title: 'New kettle' } })
})
