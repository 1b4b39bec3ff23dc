import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client'
import type { ApolloLink } from '@apollo/client'
import { CombinedProtocolErrors } from '@apollo/client/errors'
import { Defer20220824Handler } from '@apollo/client/incremental'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { eventually } from '@tradewind/testkit'
import { Client, fetchExchange, subscriptionExchange } from '@urql/core'
import { GraphQLClient } from 'graphql-request'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startLiveShop } from './fixture.ts'
import type { LiveShop } from './fixture.ts'

let shop: LiveShop
beforeAll(async () => {
  shop = await startLiveShop({ HEARTBEAT_MS: '1000' })
})
afterAll(() => shop.stop())

const clean: (() => unknown)[] = []
afterEach(async () => {
  shop.stockDelay = undefined
  for (const end of clean.splice(0)) await end()
})

const productUpdated = 'subscription Updated($id: ID!) { productUpdated(id: $id) { id price available } }'
const privately = 'subscription Privately { privately(id: "1") { id secret } }'
const deferred =
  'query Product($id: ID!) { product(id: $id) { id price ... @defer(label: "stock") { available } } }'
const answer = (id: string, price: number) => ({
  data: { productUpdated: { id, price, available: Number(id) * 10 } },
})

function apollo(link: ApolloLink = new HttpLink({ uri: `${shop.url}/graphql` })) {
  const client = new ApolloClient({
    link,
    cache: new InMemoryCache(),
    incrementalHandler: new Defer20220824Handler(),
  })
  clean.push(() => client.stop())
  return client
}
function graphqlWsLink(options?: Parameters<LiveShop['socketClient']>[0]) {
  const client = shop.socketClient(options)
  clean.push(() => client.dispose())
  return new GraphQLWsLink(client)
}
function urql(exchanges: ConstructorParameters<typeof Client>[0]['exchanges'], fetchSubscriptions: boolean) {
  return new Client({ url: `${shop.url}/graphql`, exchanges, fetchSubscriptions, preferGetMethod: false })
}

/** Collects what an observable of any library gives, without what libraries add. */
function collect<Value>(observable: {
  subscribe(next: (value: Value) => void): { unsubscribe(): void }
}): Value[] {
  const values: Value[] = []
  const subscription = observable.subscribe((value) => void values.push(value))
  clean.push(() => subscription.unsubscribe())
  return values
}
const withoutTypename = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, inner) => (key === '__typename' ? undefined : (inner as unknown))))

test.each([
  ['over HTTP, as it comes', () => apollo()],
  ['over its link for graphql-ws', () => apollo(graphqlWsLink())],
])('Apollo Client subscribes %s', async (way, open) => {
  const id = way.includes('HTTP') ? '1' : '2'
  const events = collect(open().subscribe({ query: gql(productUpdated), variables: { id } }))
  await eventually(() => expect(withoutTypename(events)).toEqual([answer(id, 100)]))
  shop.setPrice(id, 120)
  await eventually(() => expect(withoutTypename(events)).toEqual([answer(id, 100), answer(id, 120)]))
})

test('Apollo Client over HTTP is told that its token has expired, as an error of the protocol', async () => {
  const headers = await shop.authorization('-2s')
  const link = new HttpLink({ uri: `${shop.url}/graphql`, headers })
  const results = collect(apollo(link).subscribe({ query: gql(privately), fetchPolicy: 'no-cache' }))
  await eventually(() => expect(results).toHaveLength(2))
  expect(results[0]?.data).toMatchObject({ privately: { secret: 'sesame' } })
  const { error } = results[1]!
  expect(CombinedProtocolErrors.is(error) && error.errors[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' })
})

test('Apollo Client gets what is not deferred at once, and the rest when it is there', async () => {
  const stock = Promise.withResolvers<void>()
  shop.stockDelay = stock.promise
  const results = collect(apollo().watchQuery({ query: gql(deferred), variables: { id: '3' } }))
  await eventually(() =>
    expect(withoutTypename(results.at(-1))).toMatchObject({ data: { product: { id: '3', price: 100 } } }),
  )
  expect(results.at(-1)?.dataState).toBe('streaming')
  stock.resolve()
  await eventually(() => expect(results.at(-1)?.dataState).toBe('complete'))
  expect(withoutTypename(results.at(-1)?.data)).toEqual({ product: { id: '3', price: 100, available: 30 } })
})

test.each([
  ['over HTTP', () => urql([fetchExchange], true)],
  [
    'over graphql-ws',
    () => {
      const client = shop.socketClient()
      clean.push(() => client.dispose())
      const exchange = subscriptionExchange({
        forwardSubscription: (request) => ({
          subscribe: (sink) => ({
            unsubscribe: client.subscribe({ ...request, query: request.query ?? '' }, sink),
          }),
        }),
      })
      return urql([exchange], false)
    },
  ],
])('urql subscribes %s', async (way, open) => {
  const id = way === 'over HTTP' ? '4' : '5'
  const events: unknown[] = []
  const { unsubscribe } = open()
    .subscription(productUpdated, { id })
    .subscribe(({ data, error }) => void events.push(error ?? withoutTypename({ data })))
  clean.push(unsubscribe)
  await eventually(() => expect(events).toEqual([answer(id, 100)]))
  shop.setPrice(id, 120)
  await eventually(() => expect(events).toEqual([answer(id, 100), answer(id, 120)]))
})

test('urql gets what is not deferred at once, and the rest when it is there', async () => {
  const stock = Promise.withResolvers<void>()
  shop.stockDelay = stock.promise
  const results: { data?: unknown; hasNext?: boolean }[] = []
  const { unsubscribe } = urql([fetchExchange], true)
    .query(deferred, { id: '6' })
    .subscribe(({ data, hasNext }) => void results.push({ data: withoutTypename(data), hasNext }))
  clean.push(unsubscribe)
  await eventually(() =>
    expect(results.at(-1)).toEqual({ data: { product: { id: '6', price: 100 } }, hasNext: true }),
  )
  stock.resolve()
  const product = { id: '6', price: 100, available: 60 }
  await eventually(() => expect(results.at(-1)).toEqual({ data: { product }, hasNext: false }))
})

test('graphql-request, which takes one answer, gets a deferred one whole', async () => {
  const client = new GraphQLClient(`${shop.url}/graphql`)
  expect(await client.request(deferred, { id: '7' })).toEqual({
    product: { id: '7', price: 100, available: 70 },
  })
})
