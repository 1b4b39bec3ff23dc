import { openBus } from '@tradewind/events'
import type { Change } from '@tradewind/events/broadcast'
import { createLogger } from '@tradewind/service'
import { createTokenIssuer, eventually } from '@tradewind/testkit'
import type { GraphQLFormattedError } from 'graphql'
import type { RunningRouter } from '../../main.ts'
import { routersOf } from '../../test/fixtures/router.ts'
import { startFixture } from '../../test/fixtures/subgraph.ts'
import { shelfSdl, stockSdl } from './schema.ts'

export interface Product {
  title: string
  maker: { country: string; number: number; name: string } | null
  available: number
}

type Context = { request: Request }

/** Routers with caches before subgraphs whose data a test changes as it likes. */
export type KeepingShop = Awaited<ReturnType<typeof startKeepingShop>>

export async function startKeepingShop(
  settings: Record<string, string>,
  { routers: count = 1 }: { routers?: number } = {},
) {
  await using started = new AsyncDisposableStack()
  const issuer = await createTokenIssuer()
  started.defer(() => issuer.stop())

  const products = new Map<string, Product>()
  const world = { products, gate: undefined as Promise<void> | undefined, brief: 'one' }
  const known = (sku: string) =>
    products.has(sku) ? { __typename: 'Product', sku, ...products.get(sku) } : null
  const all = () => [...products.keys()].map((sku) => known(sku))
  const asker = (_: unknown, __: unknown, { request }: Context) =>
    `${request.headers.get('authorization')} ${request.headers.get('x-tenant')}`
  /** What was read before the gate goes out after it. */
  const gated = async <Value>(value: Value): Promise<Value> => {
    await world.gate
    return value
  }
  const shelf = await startFixture(
    'shelf',
    {
      Query: {
        product: (_: unknown, { sku }: { sku: string }) => gated(known(sku)),
        products: (_: unknown, { first = 100 }: { first?: number }) =>
          gated({ nodes: all().slice(0, first), pageInfo: { hasNextPage: products.size > first } }),
        things: () => [
          ...all(),
          ...all().flatMap((each) => (each?.maker ? [{ __typename: 'Maker', ...each.maker }] : [])),
        ],
        brief: () => world.brief,
        unhinted: () => 'unhinted',
        asker,
        own: asker,
        secret: () => 'secret',
        failing: () => {
          throw new Error('It fails.')
        },
      },
      Mutation: {
        rename(_: unknown, { sku, title }: { sku: string; title: string }) {
          products.get(sku)!.title = title
          return known(sku)
        },
      },
      Product: { __resolveReference: ({ sku }: { sku: string }) => known(sku), related: () => all() },
      Maker: { __resolveReference: () => null },
    },
    shelfSdl,
  )
  started.defer(() => shelf.stop())
  const stock = await startFixture(
    'stock',
    {
      Product: {
        __resolveReference: ({ sku }: { sku: string }) => known(sku),
        shortage: () => ({ missing: 1 }),
        checked: () => true,
      },
    },
    stockSdl,
  )
  started.defer(() => stock.stop())

  const { start, remove } = await routersOf([shelf, stock], issuer)
  started.defer(remove)
  const routers: RunningRouter[] = []
  for (let index = 0; index < count; index += 1) {
    const router = await start(settings)
    started.defer(() => router.stop())
    routers.push(router)
  }
  const bus = settings['QUEUE_URL']
    ? await openBus(settings['QUEUE_URL'], { logger: createLogger('test', 'silent') })
    : undefined
  started.defer(() => bus?.close())

  const calls = (): number => shelf.received.length + stock.received.length
  async function query(
    text: string,
    {
      variables,
      headers = {},
      router = 0,
    }: { variables?: object; headers?: Record<string, string>; router?: number } = {},
  ) {
    const before = calls()
    const response = await fetch(`${routers[router]!.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: text, variables }),
    })
    const { data, errors } = (await response.json()) as {
      data?: Record<string, unknown> | null
      errors?: GraphQLFormattedError[]
    }
    return { data, errors, headers: response.headers, calls: calls() - before }
  }
  /** Of all routers together: metrics belong to the process. */
  const metric = async (name: string, label = ''): Promise<number> => {
    const text = await (await fetch(routers[0]!.metricsUrl)).text()
    const lines = text.split('\n').filter((line) => line.startsWith(`tradewind_router_cache_${name}{`))
    return Number(
      lines
        .find((line) => line.includes(label))
        ?.split(' ')
        .at(-1) ?? 0,
    )
  }

  const running = started.move()
  return {
    world,
    shelf,
    stock,
    issuer,
    query,
    metric,
    fetch: (path: string, init?: RequestInit) => fetch(`${routers[0]!.url}${path}`, init),
    listening: () =>
      eventually(async () => {
        if ((await metric('listening')) !== 1) throw new Error('Changes are not heard of.')
      }),
    /** Tells of a change, as a relay does, and waits until every router has heard of it. */
    async tell(change: Partial<Change>) {
      const before = await metric('changes_total')
      await bus!.broadcast([JSON.stringify(change)])
      await eventually(async () => {
        if ((await metric('changes_total')) < before + count) throw new Error('It was not heard.')
      })
    },
    stop: () => running.disposeAsync(),
  }
}
