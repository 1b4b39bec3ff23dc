import { eventually } from '@tradewind/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startShop, type Shop } from './fixtures/shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await startShop()
})
afterEach(() => shop.stop())

const renamed = (): string => shop.supergraph.replaceAll('locations: [String!]!', 'warehouses: [String!]!')
const metrics = async (): Promise<string> => (await fetch(shop.metricsUrl)).text()

test('a new supergraph is served without a restart', async () => {
  expect((await shop.query('{ warehouses }')).errors?.[0]?.message).toMatch('Cannot query field "warehouses"')
  await shop.writeSupergraph(renamed())
  await eventually(async () => {
    expect((await shop.query('{ locations }')).errors?.[0]?.message).toMatch('Cannot query field "locations"')
  })
  // The subgraph does not know the new field yet: the operation passes validation and reaches it.
  expect((await shop.query('{ warehouses }')).errors?.[0]?.message).toBe('Unexpected error')
})

test.each([
  ['text that is not a schema', 'type Query { locations: '],
  ['a schema that is not a supergraph', 'type Query { locations: [String!]! }'],
  ['nothing', ''],
])('%s does not replace the supergraph', async (_, text) => {
  const refusals = async (): Promise<number> =>
    Number(/reloads_total\{[^}]*refused[^}]*\} (\d+)/.exec(await metrics())?.[1] ?? 0)
  const before = await refusals()
  await shop.writeSupergraph(text)
  await eventually(async () => expect(await refusals()).toBe(before + 1))
  expect((await shop.query('{ locations }')).data).toEqual({ locations: ['Bremen', 'Porto'] })

  await shop.writeSupergraph(renamed())
  await eventually(async () => {
    expect((await shop.query('{ locations }')).errors).toBeDefined()
  })
})

test('a request under way finishes with the supergraph it began with', async () => {
  const held = Promise.withResolvers<void>()
  shop.products.answer = async (_request, response) => {
    await held.promise
    response.setHeader('content-type', 'application/json')
    response.end('{"data":{"products":[{"__typename":"Product","id":"1"}]}}')
  }
  const underWay = shop.query('{ products { available } }')
  await eventually(() => expect(shop.products.received).toHaveLength(1))
  await shop.writeSupergraph(renamed())
  await eventually(async () => {
    expect((await shop.query('{ locations }')).errors).toBeDefined()
  })
  held.resolve()
  expect((await underWay).data).toEqual({ products: [{ available: 4 }] })
})

test('under load nothing is refused while the supergraph changes again and again', async () => {
  const loaded = async (): Promise<number> =>
    Number(/reloads_total\{[^}]*loaded[^}]*\} (\d+)/.exec(await metrics())?.[1] ?? 0)
  const query = 'query Load { products { id title available } locations }'
  const expected = JSON.stringify((await shop.query(query)).data)
  const answers: string[] = []
  const over = new AbortController()
  const clients = Array.from({ length: 6 }, async () => {
    while (!over.signal.aborted) {
      const { status, data, errors } = await shop.query(query)
      answers.push(`${status} ${errors ? JSON.stringify(errors) : JSON.stringify(data)}`)
    }
  })
  try {
    for (const change of [1, 2, 3]) {
      const [before, answered] = [await loaded(), answers.length]
      await shop.writeSupergraph(`${shop.supergraph}\n# ${change}\n`)
      await eventually(async () => expect(await loaded()).toBe(before + 1))
      await eventually(() => expect(answers.length).toBeGreaterThan(answered + 12))
    }
  } finally {
    over.abort()
    await Promise.all(clients)
  }
  expect(answers.filter((answer) => answer !== `200 ${expected}`)).toEqual([])
})
