import { EventEmitter, on } from 'node:events'
import { rename, writeFile } from 'node:fs/promises'
import { createTokenIssuer, eventually, freePort } from '@tradewind/testkit'
import type { TokenIssuer } from '@tradewind/testkit'
import { createClient } from 'graphql-ws'
import type { Client, ClientOptions } from 'graphql-ws'
import { expect } from 'vitest'
import { WebSocket } from 'ws'
import type { RunningRouter } from '../../main.ts'
import { startStreaming } from '../../test/engine/streaming.ts'
import type { StreamingSubgraph } from '../../test/engine/streaming.ts'
import { routersOf } from '../../test/fixtures/router.ts'

const catalogSdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key", "@authenticated"])
  type Query { product(id: ID!): Product }
  type Mutation { setPrice(id: ID!, price: Int!): Product }
  type Subscription {
    "The product as it is, and after each change."
    productUpdated(id: ID!): Product
    "The same, for whoever has signed in."
    privately(id: ID!): Product @authenticated
    "As many letters each time as are asked for, as often as the test says."
    letters(count: Int!): String!
  }
  type Product @key(fields: "id") { id: ID! price: Int! secret: String @authenticated }
`
const stockSdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key"])
  type Query { hello: String }
  type Product @key(fields: "id") { id: ID! available: Int }
`

/** A router in front of two subgraphs, one of which has something to tell at any time. */
export interface LiveShop {
  readonly url: string
  readonly metricsUrl: string
  readonly webSocketUrl: string
  /** The header of a customer, whose token is good for so long, as jose takes it: `10m`, `-1s`. */
  authorization(expiresIn?: string): Promise<{ authorization: string }>
  readonly issuer: TokenIssuer
  readonly catalog: StreamingSubgraph
  readonly stock: StreamingSubgraph
  /** Changes a product, and tells whoever subscribed to it. */
  setPrice(id: string, price: number): void
  /** Sends everybody who subscribed to letters some. */
  sendLetters(): void
  /** How long the stock takes to answer. */
  stockDelay: Promise<unknown> | undefined
  /** A client of graphql-ws, which tries again at once. */
  socketClient(options?: Partial<ClientOptions>): Client
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** Posts an operation as JSON. */
  post(body: object, headers?: Record<string, string>): Promise<Response>
  /** The value of a metric with such a label; 0 where there is none yet. */
  metric(name: string, label: string): Promise<number>
  restart(settings?: Record<string, string>): Promise<void>
  /** The supergraph that the router began with. */
  readonly supergraph: string
  /** Gives the router another one. */
  writeSupergraph(text: string): Promise<void>
  stopRouter(): Promise<void>
  stop(): Promise<void>
}

/** Subscribes to a product. */
export const productUpdated = (id: string) => ({
  query: `subscription { productUpdated(id: "${id}") { price available } }`,
})

/** What a subscription to product 1 gives while that has a price. */
export const stateAt = (price: number) => ({ data: { productUpdated: { price, available: 10 } } })

/** A subscription to product 1 gives its state, and a change of it; when it ends, the subgraph is let go of. */
export async function expectStateAndChange(
  shop: LiveShop,
  events: AsyncIterableIterator<unknown>,
): Promise<void> {
  expect((await events.next()).value).toEqual(stateAt(100))
  shop.setPrice('1', 120)
  expect((await events.next()).value).toEqual(stateAt(120))
  await events.return?.()
  await eventually(() => expect(shop.catalog.streams).toBe(0))
}

export async function startLiveShop(settings: Record<string, string> = {}): Promise<LiveShop> {
  await using started = new AsyncDisposableStack()
  const issuer = await createTokenIssuer()
  started.defer(() => issuer.stop())

  const prices = new Map<string, number>()
  const changes = new EventEmitter().setMaxListeners(0)
  const product = (id: string) => ({ id, price: prices.get(id) ?? 100, secret: 'sesame' })
  async function* updates(_: unknown, { id }: { id: string }) {
    const events = on(changes, id)
    yield product(id)
    for await (const _event of events) yield product(id)
  }
  const updated = { subscribe: updates, resolve: (value: unknown) => value }
  const catalog = await startStreaming({
    name: 'catalog',
    sdl: catalogSdl,
    resolvers: {
      Query: { product: (_: unknown, { id }: { id: string }) => product(id) },
      Mutation: {
        setPrice(_: unknown, { id, price }: { id: string; price: number }) {
          shop.setPrice(id, price)
          return product(id)
        },
      },
      Subscription: {
        productUpdated: updated,
        privately: updated,
        letters: {
          subscribe: () => on(changes, 'letters'),
          resolve: (_: unknown, { count }: { count: number }) => 'x'.repeat(count),
        },
      },
      Product: { __resolveReference: ({ id }: { id: string }) => product(id) },
    },
  })
  started.defer(() => catalog.kill())
  const stock = await startStreaming({
    name: 'stock',
    sdl: stockSdl,
    resolvers: {
      Product: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        async available({ id }: { id: string }) {
          await shop.stockDelay
          return Number(id) * 10
        },
      },
    },
  })
  started.defer(() => stock.kill())

  const subgraphs = [
    { name: 'catalog', url: catalog.url, sdl: catalogSdl },
    { name: 'stock', url: stock.url, sdl: stockSdl },
  ]
  const { supergraph, path, start, remove } = await routersOf(subgraphs, issuer)
  started.defer(remove)
  // One that it finds free again when it comes back.
  const PORT = String(await freePort())
  let router: RunningRouter | undefined = await start({ ...settings, PORT })
  const { url, metricsUrl } = router
  started.defer(() => router?.stop())
  const webSocketUrl = `${url.replace('http', 'ws')}/graphql`

  const running = started.move()
  const shop: LiveShop = {
    url,
    metricsUrl,
    webSocketUrl,
    issuer,
    authorization: async (expiresIn = '10m') => ({
      authorization: `Bearer ${await issuer.sign({}, { expiresIn })}`,
    }),
    catalog,
    stock,
    stockDelay: undefined,
    setPrice(id, price) {
      prices.set(id, price)
      changes.emit(id)
    },
    sendLetters: () => void changes.emit('letters'),
    socketClient: (options) =>
      createClient({
        url: webSocketUrl,
        webSocketImpl: WebSocket,
        retryWait: async () => undefined,
        ...options,
      }),
    fetch: (target, init) => fetch(`${url}${target}`, init),
    post: (body, headers = {}) =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    async metric(name, label) {
      const lines = (await (await fetch(metricsUrl)).text()).split('\n')
      const line = lines.find((each) => each.startsWith(`${name}{`) && each.includes(label))
      return Number(line?.split(' ').at(-1) ?? 0)
    },
    async restart(more = {}) {
      await shop.stopRouter()
      router = await start({ ...settings, PORT, ...more })
    },
    supergraph,
    async writeSupergraph(text) {
      await writeFile(`${path}.new`, text)
      await rename(`${path}.new`, path)
    },
    async stopRouter() {
      await router?.stop()
      router = undefined
    },
    stop: () => running.disposeAsync(),
  }
  return shop
}
