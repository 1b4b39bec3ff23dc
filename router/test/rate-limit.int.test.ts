import { eventually, findRedisServer, startRedis, type RedisServer } from '@tradewind/testkit'
import { afterAll, expect, test } from 'vitest'
import { startShop, type Shop } from './fixtures/shop.ts'

const started: { stop(): Promise<void> }[] = []
async function start(settings: Record<string, string>): Promise<Shop> {
  const shop = await startShop(settings)
  started.push(shop)
  return shop
}
afterAll(() => Promise.all(started.map((each) => each.stop())))

const from = (address: string): Record<string, string> => ({ 'x-forwarded-for': address })
const statuses = async (count: number, ask: () => Promise<{ status: number }>): Promise<number[]> =>
  Promise.all(Array.from({ length: count }, async () => (await ask()).status)).then((all) =>
    all.toSorted((one, other) => one - other),
  )

test('nothing is limited unless it is set', async () => {
  const shop = await start({})
  const { status, headers } = await shop.query('{ locations }')
  expect(status).toBe(200)
  expect([...headers.keys()].filter((name) => name.startsWith('ratelimit'))).toEqual([])
})

test('by client: so many are answered, the rest is told when to come again; others are not affected', async () => {
  const shop = await start({ RATE_LIMIT_CLIENT: '3', TRUSTED_PROXIES: '1' })
  expect(await statuses(5, () => shop.query('{ locations }', {}, from('198.51.100.1')))).toEqual([
    200, 200, 200, 429, 429,
  ])
  const { headers, errors, data } = await shop.query('{ locations }', {}, from('6.6.6.6, 198.51.100.1'))
  expect(data).toBeUndefined()
  expect(errors?.[0]?.extensions).toEqual({ code: 'REQUEST_RATE_LIMITED' })
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60)
  expect(headers.get('ratelimit-remaining')).toBe('0')

  const other = await shop.query('{ locations }', {}, from('198.51.100.2'))
  expect(other.status).toBe(200)
  expect(other.headers.get('ratelimit-policy')).toBe('3;w=60')
  expect(other.headers.get('ratelimit-limit')).toBe('3')
  expect(other.headers.get('ratelimit-remaining')).toBe('2')
  expect(Number(other.headers.get('ratelimit-reset'))).toBeLessThanOrEqual(60)
})

test('by client: forged tokens count, and so does what is refused for other reasons; health does not', async () => {
  const shop = await start({ RATE_LIMIT_CLIENT: '2' })
  expect((await shop.query('{ locations }', {}, { authorization: 'Bearer forged' })).status).toBe(401)
  expect((await shop.query('{ nope }')).status).toBe(200)
  expect((await shop.query('{ locations }', {}, { authorization: 'Bearer forged' })).status).toBe(429)
  expect((await shop.fetch('/health/ready')).status).toBe(200)
})

test('by user: whatever token and address it is; who is not signed in is not counted', async () => {
  const shop = await start({ RATE_LIMIT_USER: '3' })
  const id = '0198b7e0-0000-7000-8000-00000000beef'
  const as = async (user?: string) =>
    shop.query(
      '{ locations }',
      {},
      { authorization: `Bearer ${await shop.issuer.sign(user ? { id: user } : {})}` },
    )
  expect(await statuses(5, () => as(id))).toEqual([200, 200, 200, 429, 429])
  expect((await as()).status).toBe(200)
  expect((await shop.query('{ locations }')).status).toBe(200)
})

const binary = findRedisServer()
test.skipIf(!binary)(
  'replicas that share a Redis count together; without it each counts for itself',
  async () => {
    const redis: RedisServer = await startRedis(binary!)
    const settings = { RATE_LIMIT_CLIENT: '4', RATE_LIMIT_REDIS_URL: redis.url, TRUSTED_PROXIES: '1' }
    const replicas = [await start(settings), await start(settings)]
    let address = 0
    // Until a replica has its connection it counts for itself.
    await eventually(async () => {
      address += 1
      const client = from(`198.51.100.${address}`)
      const answers = []
      for (const shop of replicas)
        answers.push(...(await statuses(3, () => shop.query('{ locations }', {}, client))))
      expect(answers.toSorted((one, other) => one - other)).toEqual([200, 200, 200, 200, 429, 429])
    })
    await redis.stop()
    const alone = () => replicas[0]!.query('{ locations }', {}, from('198.51.100.255'))
    expect(await statuses(3, alone)).toEqual([200, 200, 200])
  },
)
