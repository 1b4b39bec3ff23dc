import type { ServerResponse } from 'node:http'
import { eventually } from '@tradewind/testkit'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startShop, type Shop } from './fixtures/shop.ts'

// Queries of subgraphs are not shared, so that what a subgraph gets says how often something was executed.
let shop: Shop
const query = '{ locations }'
beforeAll(async () => {
  shop = await startShop({ SHARE_SUBGRAPH_QUERIES: 'false' })
  await shop.query(query)
})
afterEach(() => {
  shop.stock.answer = undefined
  shop.products.answer = undefined
})
afterAll(() => shop.stop())

/** Holds back the stock's answers; each call lets the oldest of them go. */
function hold(): { readonly waiting: ServerResponse[]; release(place: string): void } {
  const waiting: ServerResponse[] = []
  shop.stock.answer = (_request, response) => void waiting.push(response)
  return {
    waiting,
    release(place) {
      waiting
        .shift()
        ?.setHeader('content-type', 'application/json')
        .end(JSON.stringify({ data: { locations: [place] } }))
    },
  }
}

const underWay = (count: number): Promise<void> =>
  eventually(async () => {
    const metrics = await (await fetch(shop.metricsUrl)).text()
    expect(metrics).toMatch(new RegExp(`requests_under_way\\{.*\\} ${count}\n`))
  })
const token = async (id: string): Promise<Record<string, string>> => ({
  authorization: `Bearer ${await shop.issuer.sign({ id })}`,
})

test('who asks the same at the same time is given the same answer, each under an id of their own', async () => {
  const { waiting, release } = hold()
  const asked = [shop.query(query), shop.query(query), shop.query(query)]
  await underWay(3)
  await eventually(() => expect(waiting).toHaveLength(1))
  release('Bremen')
  const answers = await Promise.all(asked)
  expect(answers.map(({ data }) => data)).toEqual(answers.map(() => ({ locations: ['Bremen'] })))
  expect(new Set(answers.map(({ headers }) => headers.get('x-request-id'))).size).toBe(3)
})

test('different users, and different texts, are executed for themselves', async () => {
  const { waiting, release } = hold()
  const one = await token('0198b7e0-0000-7000-8000-000000000001')
  const other = await token('0198b7e0-0000-7000-8000-000000000002')
  const asked = [
    shop.query(query),
    shop.query(query, {}, one),
    shop.query(query, {}, one),
    shop.query(query, {}, other),
    shop.query(query, { a: 1 }),
  ]
  await underWay(5)
  await eventually(() => expect(waiting).toHaveLength(4))
  for (let count = 0; count < 4; count += 1) release('Porto')
  for (const { data } of await Promise.all(asked)) expect(data).toEqual({ locations: ['Porto'] })
})

test('whoever began may go: it ends early only when all have gone', async () => {
  const gone = new AbortController()
  const ask = (signal?: AbortSignal) =>
    shop.fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: {} }),
      ...(signal && { signal }),
    })
  await ask()
  const held = hold()
  const first = ask(gone.signal)
  await underWay(1)
  const second = ask()
  await underWay(2)
  gone.abort()
  await expect(first).rejects.toThrow('aborted')
  await underWay(1)
  await eventually(() => expect(held.waiting).toHaveLength(1))
  expect(held.waiting[0]!.destroyed).toBe(false)
  held.release('Bremen')
  expect(await (await second).json()).toEqual({ data: { locations: ['Bremen'] } })

  const last = new AbortController()
  const third = ask(last.signal)
  await eventually(() => expect(held.waiting).toHaveLength(1))
  last.abort()
  await expect(third).rejects.toThrow('aborted')
  await eventually(() => expect(held.waiting[0]!.destroyed).toBe(true))
})

test('whoever was told of a mutation is not given what was read before it', async () => {
  const mutation = 'mutation { renameProduct(id: 1, title: "x") { title } }'
  const { waiting, release } = hold()
  const before = shop.query(query)
  await eventually(() => expect(waiting).toHaveLength(1))
  expect((await shop.query(mutation)).data).toEqual({ renameProduct: { title: 'x' } })
  const after = shop.query(query)
  await eventually(() => expect(waiting).toHaveLength(2))
  release('before')
  release('after')
  expect((await before).data).toEqual({ locations: ['before'] })
  expect((await after).data).toEqual({ locations: ['after'] })
})

test('without the setting everybody is executed for', async () => {
  const alone = await startShop({ SHARE_SUBGRAPH_QUERIES: 'false', SHARE_CLIENT_REQUESTS: 'false' })
  await alone.query(query)
  const waiting: ServerResponse[] = []
  alone.stock.answer = (_request, response) => void waiting.push(response)
  const asked = [alone.query(query), alone.query(query)]
  await eventually(() => expect(waiting).toHaveLength(2))
  for (const response of waiting) response.end('{"data":{"locations":[]}}')
  await Promise.all(asked)
  await alone.stop()
})
