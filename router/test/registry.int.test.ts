import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '@tradewind/testkit'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { startRegistry, type FixtureRegistry } from './fixtures/registry.ts'
import { startShop, type Shop } from './fixtures/shop.ts'

let registry: FixtureRegistry
let shop: Shop
const started: Shop[] = []
beforeEach(async () => {
  registry = await startRegistry()
})
afterEach(async () => {
  for (const each of started.splice(0)) await each.stop()
  await registry.stop()
})

const copies = await mkdtemp(join(tmpdir(), 'router-copies-'))
afterAll(() => rm(copies, { recursive: true, force: true }))

async function start(settings: Record<string, string> = {}): Promise<Shop> {
  shop = await startShop({ ...registry.settings, ...settings })
  started.push(shop)
  return shop
}
/** The shop's supergraph with the field `locations` under another name. */
const named = (field: string): string =>
  shop.supergraph.replaceAll('locations: [String!]!', `${field}: [String!]!`)
const serves = async (field: string): Promise<boolean> => {
  const { errors = [] } = await shop.query(`{ ${field} }`)
  return !errors.some(({ message }) => message.startsWith('Cannot query field'))
}

test('a launch is served as soon as the registry has it, and no request is refused for it', async () => {
  await start()
  registry.publish('supergraph', shop.supergraph)
  await eventually(() => expect(registry.held).toBe(1))

  const enough = new AbortController()
  const outcomes = new Map<string, number>()
  const client = async (): Promise<void> => {
    while (!enough.signal.aborted) {
      const { status, data } = await shop.query('{ products { title available } }')
      const outcome = status === 200 && data ? 'answered' : 'refused'
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    }
  }
  const clients = Array.from({ length: 4 }, client)
  const answered = (): number => outcomes.get('answered') ?? 0
  for (const field of ['sheds', 'barns']) {
    const before = answered()
    registry.publish('supergraph', named(field))
    await eventually(async () => expect(await serves(field)).toBe(true))
    await eventually(() => expect(answered()).toBeGreaterThan(before + 10))
  }
  enough.abort()
  await Promise.all(clients)
  expect(outcomes.get('refused')).toBeUndefined()
})

test('a supergraph that cannot be used does not replace the present one, the next good one does', async () => {
  await start()
  registry.publish('supergraph', named('sheds'))
  await eventually(async () => expect(await serves('sheds')).toBe(true))
  registry.publish('supergraph', 'type Query { sheds: ')
  await eventually(() => expect(registry.held).toBe(1))
  expect(await serves('sheds')).toBe(true)
  registry.publish('supergraph', named('barns'))
  await eventually(async () => expect(await serves('barns')).toBe(true))
})

test('without an answer of the registry the file is served and followed, until the registry answers', async () => {
  registry.status = 503
  await start()
  expect(await serves('locations')).toBe(true)
  await shop.writeSupergraph(named('sheds'))
  await eventually(async () => expect(await serves('sheds')).toBe(true))

  registry.publish('supergraph', named('barns'))
  registry.status = undefined
  await eventually(async () => expect(await serves('barns')).toBe(true))
})

test('a registry that takes its time does not hold up the start', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  try {
    await start({ REGISTRY_URL: `http://127.0.0.1:${port}`, REGISTRY_START_MS: '50' })
    expect(await serves('locations')).toBe(true)
  } finally {
    silent.close()
    silent.closeAllConnections()
  }
})

test('the last good supergraph is copied, and a later start without the registry serves it', async () => {
  await start({ REGISTRY_COPIES: copies })
  registry.publish('supergraph', named('sheds'))
  await eventually(async () => {
    expect(await serves('sheds')).toBe(true)
    expect(await readdir(copies)).toContain('shop@current.supergraph')
  })
  registry.publish('supergraph', 'nonsense')
  await eventually(() => expect(registry.held).toBe(1))

  await registry.stop()
  await start({ REGISTRY_COPIES: copies })
  expect(await serves('sheds')).toBe(true)
  await registry.restart()
})

test('a key that the registry does not know is no reason not to start', async () => {
  await start({ REGISTRY_KEY: 'wrong' })
  expect(await serves('locations')).toBe(true)
})

test.each([
  [{ REGISTRY_KEY: '' }, /set REGISTRY_KEY/],
  [
    { REGISTRY_URL: '', REGISTRY_KEY: '', GRAPH_REF: '', PERSISTED_QUERIES: 'safelist' },
    /PERSISTED_QUERIES is "safelist"/,
  ],
])('half of the settings are one clear message: %j', async (settings, message) => {
  await expect(start(settings)).rejects.toThrow(message)
})
