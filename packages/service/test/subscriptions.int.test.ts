import { randomBytes, randomUUID } from 'node:crypto'
import { createTokenIssuer, eventually, subscribeTo, type TokenIssuer } from '@tradewind/testkit'
import { GraphQLError } from 'graphql'
import { register } from 'prom-client'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createLoader, type RequestContext, type Running } from '../index.ts'
import { startSample } from './sample.ts'

const sdl = /* GraphQL */ `
  extend schema
    @link(
      url: "https://specs.apollo.dev/federation/v2.11"
      import: ["@key", "@authenticated", "@requiresScopes"]
    )
  type Query {
    open: String
  }
  type Subscription {
    ticks: Tick!
    mine: String! @authenticated
    staff: String! @requiresScopes(scopes: [["orders:read"]])
    deaf: String!
    three: Int!
    broken: String!
    refused: String!
  }
  type Tick {
    stored: Int!
    boxes: [Int!]!
    secret: Int @authenticated
    fault: Int
  }
`

interface Context extends RequestContext {
  readonly stored: ReturnType<typeof createLoader<number>>
}

/** What the subgraph stores, and who waits for its changes. */
let stored = 0
const waiting = new Set<() => void>()
let open = 0

async function* ticks(_: unknown, __: unknown, { signal }: Context) {
  open++
  try {
    while (!signal!.aborted) {
      yield {}
      const change = Promise.withResolvers<void>()
      signal!.addEventListener('abort', () => change.resolve())
      waiting.add(change.resolve)
      await change.promise
      waiting.delete(change.resolve)
    }
  } finally {
    open--
  }
}
function store(value: number): void {
  stored = value
  for (const wake of waiting) wake()
}

const it = (value: unknown) => value
const resolvers = {
  Subscription: {
    ticks: { subscribe: ticks, resolve: it },
    mine: { subscribe: ticks, resolve: (_: unknown, __: unknown, { viewer }: Context) => viewer!.id },
    staff: { subscribe: ticks, resolve: () => 'staff' },
    deaf: {
      // Heeds no signal and never comes to an end.
      async *subscribe() {
        yield 'once'
        await new Promise(() => undefined)
      },
      resolve: it,
    },
    three: {
      async *subscribe() {
        yield* [1, 2, 3]
      },
      resolve: it,
    },
    broken: {
      async *subscribe() {
        yield 'fine'
        throw new Error('password of the database is hunter2')
      },
      resolve: it,
    },
    refused: {
      subscribe() {
        throw new GraphQLError('Not today.', { extensions: { code: 'NOT_TODAY' } })
      },
    },
  },
  Tick: {
    stored: (_: unknown, __: unknown, context: Context) => context.stored.load('it'),
    boxes: () => Array.from({ length: 15_000 }, () => 1),
    secret: () => 1,
    fault: () => {
      throw new Error('password of the database is hunter2')
    },
  },
}

let issuer: TokenIssuer
let running: Running
const routerSecret = randomBytes(32).toString('hex')

const start = (): Promise<Running> =>
  startSample<Context>({
    sdl,
    issuer,
    routerSecret,
    resolvers,
    context: (request) => ({
      ...request,
      stored: createLoader(async (keys) => new Map(keys.map((key) => [key, stored]))),
    }),
  })

const subscribe = <Data = Record<string, unknown>>(query: string, token?: string, url = running.url) =>
  subscribeTo<Data>({ url, name: 'sample', routerSecret, ...(token && { token }) }, query)

const openInMetrics = async (): Promise<number> =>
  (await register.getSingleMetric('tradewind_graphql_subscriptions')!.get()).values[0]?.value ?? 0

beforeAll(async () => {
  issuer = await createTokenIssuer()
  running = await start()
})
afterEach(async () => {
  // Whatever a test did: nothing is held for it any more.
  const held = async (): Promise<void> => {
    if (open + (await openInMetrics()) > 0) throw new Error('A subscription has leaked.')
  }
  await eventually(held)
})
afterAll(async () => {
  await running.stop()
  await issuer.stop()
})

test('an event is executed as a request of its own: its loaders remember nothing of the one before', async () => {
  store(1)
  const subscription = await subscribe<{ ticks: object }>('subscription { ticks { a: stored b: stored } }')
  for (const value of [1, 2, 3]) {
    store(value)
    await eventually(async () => expect(waiting.size).toBe(1))
    expect((await subscription.next()).ticks).toEqual({ a: value, b: value })
    if (value < 3) store(value + 1)
  }
  subscription.close()
})

test('the limit of items is for each event, not for all of them together', async () => {
  const subscription = await subscribe<{ ticks: { boxes: number[] } }>('subscription { ticks { boxes } }')
  for (let n = 0; n < 3; n++) {
    expect((await subscription.next()).ticks.boxes).toHaveLength(15_000)
    await eventually(() => expect(waiting.size).toBe(1))
    store(n)
  }
  subscription.close()
  const greedy = await subscribe('subscription { ticks { boxes more: boxes } }')
  expect((await greedy.nextEvent())?.errors?.[0]?.message).toMatch(/more than 20000 items/)
  greedy.close()
})

test('is complete when its source is', async () => {
  const events = []
  for await (const event of await subscribe('subscription { three }')) events.push(event)
  expect(events).toEqual([1, 2, 3].map((three) => ({ data: { three } })))
})

test('keeps its connection alive while there is nothing to tell', async () => {
  const subscription = await subscribe('subscription { ticks { stored } }')
  await subscription.next()
  const pending = subscription.nextEvent().catch(() => undefined)
  await eventually(() => expect(subscription.heartbeats).toBeGreaterThan(1))
  subscription.close()
  await pending
})

test('answers nobody but the router, and no token that does not hold', async () => {
  const wrong = { url: running.url, name: 'sample', routerSecret: 'x'.repeat(64) }
  expect((await subscribeTo(wrong, 'subscription { three }')).status).toBe(403)
  expect(
    (await subscribe('subscription { three }', await issuer.sign({}, { expiresIn: '-1m' }))).status,
  ).toBe(401)
})

test('does not begin to listen for those who may not see the events', async () => {
  const outcome = async (query: string, token?: string) => {
    const event = await (await subscribe(query, token)).nextEvent()
    return event?.errors?.[0]?.extensions?.['code']
  }
  expect(await outcome('subscription { mine }')).toBe('UNAUTHENTICATED')
  expect(await outcome('subscription { staff }', await issuer.sign({}))).toBe('FORBIDDEN')
  expect(open).toBe(0)
  const staff = await subscribe('subscription { staff }', await issuer.sign({ scopes: ['orders:read'] }))
  expect(await staff.next()).toEqual({ staff: 'staff' })
  staff.close()
  const hidden = await subscribe('subscription { ticks { stored secret } }')
  const { data, errors } = (await hidden.nextEvent())!
  expect(data).toMatchObject({ ticks: { secret: null } })
  expect(errors?.[0]).toMatchObject({ path: ['ticks', 'secret'], extensions: { code: 'UNAUTHENTICATED' } })
  hidden.close()
})

test('says nothing of its insides, in an event or at its end', async () => {
  const faulty = await subscribe('subscription { ticks { stored fault } }')
  const broken = await subscribe('subscription { broken }')
  expect(await broken.next()).toEqual({ broken: 'fine' })
  const events = [await faulty.nextEvent(), await broken.nextEvent()]
  for (const event of events) {
    expect(event?.errors?.[0]?.message).toMatch(
      /^Something went wrong on our side\. Quote request [0-9a-f-]{36}/,
    )
    expect(event?.errors?.[0]?.extensions?.['code']).toBe('INTERNAL_SERVER_ERROR')
  }
  expect(JSON.stringify(events)).not.toContain('hunter2')
  expect(await broken.nextEvent()).toBeUndefined()
  faulty.close()
  const refused = await (await subscribe('subscription { refused }')).nextEvent()
  expect(refused?.errors?.[0]).toMatchObject({ message: 'Not today.', extensions: { code: 'NOT_TODAY' } })
})

test('lets go of everything when its clients go, also amid waiting, and of a source that heeds nothing', async () => {
  const subscriptions = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      subscribe(n % 2 ? 'subscription { ticks { stored } }' : 'subscription { deaf }'),
    ),
  )
  for (const subscription of subscriptions) await subscription.next()
  expect(await openInMetrics()).toBe(20)
  for (const subscription of subscriptions) subscription.close()
  // afterEach sees that nothing is held.
})

test('lasts no longer than the access token it came with', async () => {
  const id = randomUUID()
  // Clocks may differ by five seconds: it is good for two more, at least.
  const token = await issuer.sign({ id }, { expiresIn: '-2s' })
  const subscriptions = await Promise.all(
    ['subscription { mine }', 'subscription { deaf }'].map((query) => subscribe(query, token)),
  )
  await Promise.all(subscriptions.map((subscription) => subscription.next()))
  for (const subscription of subscriptions) {
    const last = await subscription.nextEvent()
    expect(last?.errors?.[0]).toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } })
    expect(await subscription.nextEvent()).toBeUndefined()
  }
})

test('breaks off when the process stops, without saying that it is complete', async () => {
  const other = await start()
  const subscription = await subscribe('subscription { deaf }', undefined, other.url)
  await subscription.next()
  const began = performance.now()
  const [rest] = await Promise.allSettled([subscription.nextEvent(), other.stop()])
  expect(rest).toMatchObject({ status: 'rejected' })
  // So long the server waits for requests under way.
  expect(performance.now() - began).toBeLessThan(5_000)
})
