import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '@tradewind/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ROUTER_SECRET } from './fixtures/router.ts'
import { startShop, type Shop } from './fixtures/shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await startShop()
})
afterEach(() => shop.stop())

/** Holds the stock subgraph's answer back until it is released. */
function holdStock(): () => void {
  const held = Promise.withResolvers<void>()
  shop.stock.answer = async (_request, response) => {
    await held.promise
    response.setHeader('content-type', 'application/json').end('{"data":{"locations":["Oslo"]}}')
  }
  return held.resolve
}

async function startProcess(settings: Record<string, string> = {}) {
  const supergraph = join(tmpdir(), `supergraph-${crypto.randomUUID()}.graphql`)
  await writeFile(supergraph, shop.supergraph)
  const output: string[] = []
  const child = fork(join(import.meta.dirname, '../main.ts'), {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...process.env,
      PORT: '0',
      METRICS_PORT: '0',
      JWKS_URL: shop.issuer.jwksUrl,
      SUPERGRAPH_PATH: supergraph,
      ROUTER_SECRET,
      ...settings,
    },
  })
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(String(chunk)))
  // When all it said has been read.
  const exit = once(child, 'close').then(([code]) => code as number)
  return { child, exit, output: () => output.join('') }
}

test('stopping lets requests under way finish and takes no new ones', async () => {
  const release = holdStock()
  const underWay = shop.query('{ locations }')
  await eventually(() => expect(shop.stock.received).toHaveLength(1))
  const stopped = shop.stop()
  await expect(fetch(`${shop.url}/health/live`)).rejects.toThrow('fetch failed')
  release()
  expect((await underWay).data).toEqual({ locations: ['Oslo'] })
  await stopped
})

test('the process finishes its requests at SIGTERM, and ends with status 0', async () => {
  const { child, exit, output } = await startProcess()
  const [{ ready: url }] = (await once(child, 'message')) as [{ ready: string }]
  const release = holdStock()
  const underWay = fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'apollographql-client-name': 'till',
      authorization: `Bearer ${await shop.issuer.sign()}`,
    },
    body: JSON.stringify({
      query: 'query Places($never: Boolean!) { locations whoAmI @include(if: $never) }',
      variables: { never: false, password: 'hunter2' },
    }),
  })
  await eventually(() => expect(shop.stock.received).toHaveLength(1))
  child.kill('SIGTERM')
  release()
  expect(await (await underWay).json()).toEqual({ data: { locations: ['Oslo'] } })
  expect(await exit).toBe(0)

  const lines = output()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const access = lines.find(({ msg }) => msg === 'request')
  expect(access).toMatchObject({
    method: 'POST',
    status: 200,
    operation: 'Places',
    operationType: 'query',
    operationHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    client: 'till',
    subgraphCalls: 1,
    subgraphMs: { stock: expect.any(Number) },
    cost: { estimated: 0, actual: 0 },
    requestId: expect.any(String),
    traceId: expect.any(String),
    durationMs: expect.any(Number),
  })
  expect(output()).not.toMatch(/hunter2|Bearer|eyJ/)
})

test.each([
  [
    'a setting that is wrong',
    { MAX_DEPTH: 'many', ROUTER_SECRET: 'short' },
    /MAX_DEPTH.*\n.*ROUTER_SECRET|ROUTER_SECRET.*\n.*MAX_DEPTH/,
  ],
  [
    'a list of URLs that is none',
    { SUBGRAPH_URLS: 'catalog' },
    /SUBGRAPH_URLS.*"catalog" is not of the form name=url/,
  ],
  ['a supergraph that is not there', { SUPERGRAPH_PATH: '/nowhere/supergraph.graphql' }, /npm run compose/],
])('%s is one clear message and status 1', async (_, settings, message) => {
  const { exit, output } = await startProcess(settings)
  expect(await exit).toBe(1)
  expect(output()).toMatch(message)
  expect(output()).not.toMatch(/\n\s+at /)
})

test('a port that is taken is one clear message and status 1', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  try {
    const { exit, output } = await startProcess({ PORT: String(port) })
    expect(await exit).toBe(1)
    expect(output()).toMatch(`Port ${port} is in use`)
  } finally {
    taken.close()
  }
})
