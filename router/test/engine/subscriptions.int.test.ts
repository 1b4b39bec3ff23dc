import { eventually } from '@tradewind/testkit'
import { Repeater } from 'graphql-yoga'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LocalSubgraph } from './local-supergraph.ts'
import { openLiveEngine, startStreaming } from './streaming.ts'
import type { LiveEngine, LiveEngineOptions, StreamingSubgraph } from './streaming.ts'

const sdl = (text: string): string =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key"]) ${text}`

interface Reference {
  readonly id: string
}
interface Stock extends Reference {
  readonly available: number | null
}

/** The state of the stock subgraph, and whom it tells of changes. */
const available = new Map<string, number | null>()
const watching = new Set<(stock: Stock) => void>()
/** How often the products subgraph was asked for a title. */
let titlesAsked = 0

function change(id: string, value: number | null): void {
  available.set(id, value)
  for (const tell of watching) tell({ id, available: value })
}

const stock: LocalSubgraph = {
  name: 'stock',
  sdl: sdl(`
    type Query { stocked: Int }
    type Product @key(fields: "id") { id: ID! available: Int! }
    type Subscription { stockChanged(id: ID!): Product failing: Int counted(to: Int!): Int }`),
  resolvers: {
    Product: { __resolveReference: ({ id }: Reference) => ({ id, available: available.get(id) ?? 0 }) },
    Subscription: {
      stockChanged: {
        subscribe: (_: unknown, { id }: Reference) =>
          new Repeater<Stock>(async (push, stop) => {
            const tell = (changed: Stock): void => void (changed.id === id && push(changed))
            watching.add(tell)
            void push({ id, available: available.get(id) ?? null })
            await stop
            watching.delete(tell)
          }),
        resolve: (event: Stock) => event,
      },
      failing: {
        subscribe: () => {
          throw new Error('There is no such thing.')
        },
      },
      counted: {
        async *subscribe(_: unknown, { to }: { to: number }) {
          for (let number = 1; number <= to; number += 1) yield { counted: number }
        },
      },
    },
  },
}
const products: LocalSubgraph = {
  name: 'products',
  sdl: sdl(
    'type Query { product: Product } type Product @key(fields: "id") { id: ID! title: String! note: String }',
  ),
  resolvers: {
    Product: {
      __resolveReference: ({ id }: Reference) => ({ id }),
      title: ({ id }: Reference) => {
        titlesAsked += 1
        return `title of ${id}`
      },
      note: () => {
        throw new Error('no note')
      },
    },
  },
}

let servers: Map<LocalSubgraph, StreamingSubgraph>
let upstream: StreamingSubgraph
const engines: LiveEngine[] = []

beforeEach(async () => {
  available.clear()
  available.set('1', 4)
  titlesAsked = 0
  upstream = await startStreaming(stock)
  servers = new Map([
    [stock, upstream],
    [products, await startStreaming(products)],
  ])
})
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()))
  await Promise.all([...servers.values()].map((server) => server.kill()))
})

async function open(options?: LiveEngineOptions): Promise<LiveEngine> {
  const engine = await openLiveEngine(servers, options)
  engines.push(engine)
  return engine
}

const watch = 'subscription($id: ID! = "1") { stockChanged(id: $id) { available } }'
const enriched = 'subscription { stockChanged(id: "1") { title available } }'
const availableNow = (value: number) => ({ data: { stockChanged: { available: value } } })
const unavailable = { errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] }

test('each event is completed by the other subgraphs, with what the client asked for in its order', async () => {
  const { subscribe } = await open()
  const { next } = await subscribe(enriched)
  expect(JSON.stringify(await next())).toBe('{"data":{"stockChanged":{"title":"title of 1","available":4}}}')
  change('1', 3)
  expect(await next()).toEqual({ data: { stockChanged: { title: 'title of 1', available: 3 } } })
})

test('events stay in their order, however fast they come, and the end of the stream is theirs', async () => {
  const { subscribe } = await open({ live: { queue: 1_000 } })
  const { answers } = await subscribe('subscription { counted(to: 200) }')
  const seen = await Array.fromAsync(answers)
  expect(seen.map(({ data }) => data!['counted'])).toEqual(
    Array.from({ length: 200 }, (_, index) => index + 1),
  )
})

test('a null where none may be moves up in that event alone, and says where', async () => {
  const { subscribe } = await open()
  const { next } = await subscribe(watch)
  await next()
  change('1', null)
  expect(await next()).toMatchObject({
    data: { stockChanged: null },
    errors: [{ path: ['stockChanged', 'available'] }],
  })
  change('1', 2)
  expect(await next()).toEqual(availableNow(2))
})

test('an error of the rest of the plan is part of its answer, with its path', async () => {
  const { subscribe } = await open()
  const { next } = await subscribe('subscription { stockChanged(id: "1") { available note } }')
  expect(await next()).toMatchObject({
    data: { stockChanged: { available: 4, note: null } },
    errors: [{ message: 'no note', path: ['stockChanged', 'note'] }],
  })
})

test('identical subscriptions share one stream and one execution of each event; the answers are the same objects', async () => {
  const { subscribe } = await open()
  const all = await Promise.all(Array.from({ length: 20 }, () => subscribe(enriched)))
  const first = await Promise.all(all.map(({ next }) => next()))
  expect(new Set(first).size).toBe(1)
  expect([upstream.asked.length, titlesAsked]).toEqual([1, 1])
  change('1', 1)
  const second = await Promise.all(all.map(({ next }) => next()))
  expect(new Set(second).size).toBe(1)
  expect([upstream.streams, titlesAsked]).toEqual([1, 2])
})

test('subscriptions with other variables, or on behalf of somebody else, are streams of their own', async () => {
  const { subscribe } = await open()
  for (const options of [
    {},
    { variables: { id: '2' } },
    { authorization: 'Bearer a' },
    { authorization: 'Bearer b' },
  ])
    await subscribe(watch, options)
  expect(upstream.asked.map(({ authorization }) => authorization)).toEqual([
    undefined,
    undefined,
    'Bearer a',
    'Bearer b',
  ])
  expect(upstream.streams).toBe(4)
})

test('the subgraph is told who asks, and by which router', async () => {
  const { subscribe } = await open()
  await subscribe(watch, { authorization: 'Bearer a' })
  expect(upstream.asked).toMatchObject([
    {
      accept: 'text/event-stream',
      authorization: 'Bearer a',
      'x-request-id': '0198b7e0-0000-7000-8000-000000000000',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      'x-tradewind-router': expect.any(String),
    },
  ])
})

test('who comes later is given the present state at once', async () => {
  const { subscribe } = await open()
  const early = await subscribe(watch)
  await early.next()
  change('1', 9)
  await early.next()
  const late = await subscribe(watch)
  expect(await late.next()).toEqual(availableNow(9))
  change('1', 8)
  expect(await Promise.all([early.next(), late.next()])).toEqual([availableNow(8), availableNow(8)])
})

test('the subgraph streams until the last one has left, by itself or by its connection', async () => {
  const { subscribe } = await open()
  const gone = new AbortController()
  const one = await subscribe(watch, { signal: gone.signal })
  const other = await subscribe(watch)
  await one.next()
  gone.abort()
  expect(await one.next()).toBeUndefined()
  change('1', 7)
  await other.next()
  expect(await other.next()).toEqual(availableNow(7))
  const waiting = other.next()
  await other.answers.return()
  expect(await waiting).toBeUndefined()
  await eventually(() => expect([upstream.streams, watching.size]).toEqual([0, 0]))
  expect(await (await subscribe(watch)).next()).toEqual(availableNow(7))
  expect(upstream.asked).toHaveLength(2)
})

test('a subgraph that was restarted is asked again, and everybody gets the state of then', async () => {
  const { subscribe } = await open()
  const all = [await subscribe(watch), await subscribe(watch)]
  for (const { next } of all) await next()
  await upstream.kill()
  available.set('1', 100)
  await upstream.restart()
  expect(await Promise.all(all.map(({ next }) => next()))).toEqual([availableNow(100), availableNow(100)])
  change('1', 99)
  expect(await Promise.all(all.map(({ next }) => next()))).toEqual([availableNow(99), availableNow(99)])
})

test('a subgraph that does not come back is unavailable in the end', async () => {
  const { subscribe } = await open({ live: { resubscribeMs: 300 } })
  const { next } = await subscribe(watch)
  await next()
  await upstream.kill()
  expect(await next()).toMatchObject(unavailable)
  expect(await next()).toBeUndefined()
})

test('a subgraph that is away when it is first asked is unavailable at once', async () => {
  const { ask } = await open()
  await upstream.kill()
  expect(await ask(watch)).toMatchObject(unavailable)
})

test('a stream that goes silent is taken for dead, and another one takes its place', async () => {
  const { subscribe } = await open({ streams: { heartbeatMs: 800 } })
  upstream.answer = (_request, response) => {
    upstream.answer = undefined
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('event: next\ndata: {"data":{"stockChanged":{"available":1}}}\n\n')
  }
  const { next } = await subscribe(watch)
  expect(await next()).toEqual(availableNow(1))
  expect(await next()).toEqual(availableNow(4))
})

test.each([
  ['is cut off in an event', 'event: next\ndata: {"da'],
  ['has an event that is too long', `event: next\ndata: "${'x'.repeat(20_000)}"\n\n`],
  ['has an event that is no answer', 'event: next\ndata: [1]\n\n'],
  ['ends without saying that it is complete', ''],
])('a stream that %s breaks off, and another one takes its place', async (_, text) => {
  const { subscribe } = await open()
  upstream.answer = (_request, response) => {
    upstream.answer = undefined
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' }).end(`: hello\n\n${text}`)
  }
  expect(await (await subscribe(watch)).next()).toEqual(availableNow(4))
})

test('one who does not take the answers is told, and let go; the others get theirs', async () => {
  const { subscribe } = await open({ live: { queue: 3 } })
  const [slow, quick] = [await subscribe(watch), await subscribe(watch)]
  await quick.next()
  for (let value = 10; value < 20; value += 1) {
    change('1', value)
    expect(await quick.next()).toEqual(availableNow(value))
  }
  expect(await slow.next()).toMatchObject({ errors: [{ extensions: { code: 'SUBSCRIPTION_TOO_SLOW' } }] })
  expect(await slow.next()).toBeUndefined()
})

test.each([
  [400, '{"errors":[{"message":"no such field"}]}', { errors: [{ message: 'no such field' }] }],
  [401, '{"errors":[{"message":"expired"}]}', { errors: [{ message: 'expired' }] }],
  [200, '{"errors":[{"message":"no"}]}', { errors: [{ message: 'no' }] }],
  [403, 'who are you?', unavailable],
])('a subgraph that refuses with %i is not asked again', async (status, body, expected) => {
  const { ask } = await open()
  upstream.answer = (_request, response) => response.writeHead(status).end(body)
  expect(await ask(watch)).toMatchObject(expected)
  expect(upstream.asked).toHaveLength(1)
})

test('a subgraph that refuses within its stream has the last word', async () => {
  const { subscribe } = await open()
  const { next } = await subscribe('subscription { failing }')
  expect(await next()).toMatchObject({ errors: [{ message: 'There is no such thing.' }] })
  expect(await next()).toBeUndefined()
  expect(upstream.asked).toHaveLength(1)
})

test('a subgraph that refuses what it has accepted before, as when it lost the field, ends it with its error', async () => {
  const { subscribe } = await open()
  const { next } = await subscribe(watch)
  await next()
  await upstream.kill()
  upstream.answer = (_request, response) =>
    response.writeHead(400).end('{"errors":[{"message":"Cannot query field \\"stockChanged\\"."}]}')
  await upstream.restart()
  expect(await next()).toMatchObject({ errors: [{ message: 'Cannot query field "stockChanged".' }] })
  expect(await next()).toBeUndefined()
})

test('a condition on the root of a subscription is refused, one inside it is followed', async () => {
  const { ask, subscribe } = await open()
  const refused = ask('subscription { stockChanged(id: "1") @skip(if: false) { id } }')
  await expect(refused).rejects.toMatchObject({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })
  const query = 'subscription($yes: Boolean!) { stockChanged(id: "1") { id title @skip(if: $yes) } }'
  const { next } = await subscribe(query, { variables: { yes: true } })
  expect(await next()).toEqual({ data: { stockChanged: { id: '1' } } })
  expect(titlesAsked).toBe(0)
})
