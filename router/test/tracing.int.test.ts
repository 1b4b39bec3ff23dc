import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLogger, readEnvironment, startSubgraph, subgraphEnvironment } from '@tradewind/service'
import { createTokenIssuer, eventually } from '@tradewind/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { announce, noteArrivals } from '../../packages/events/test/fixture/events.ts'
import { createHarbour } from '../../packages/events/test/fixture/harbour.ts'
import { productsResolvers, stockResolvers } from './fixtures/resolvers.ts'
import { productUpdated, startLiveShop } from '../live/test/fixture.ts'
import { ROUTER_SECRET } from './fixtures/router.ts'
import { startShop } from './fixtures/shop.ts'

interface Span {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: { key: string; value: { stringValue?: string; intValue?: number } }[]
  readonly status: { code?: number }
}
interface Export {
  readonly resourceSpans: { resource: Pick<Span, 'attributes'>; scopeSpans: { spans: Span[] }[] }[]
}

// A collector: it keeps what it is sent (OTLP over HTTP, JSON).
const exported: string[] = []
const collector = createServer(async (request, response) => {
  const chunks = await request.toArray()
  if (request.url === '/v1/traces') exported.push(Buffer.concat(chunks).toString())
  response.setHeader('content-type', 'application/json').end('{}')
})
let endpoint: string
beforeAll(async () => {
  collector.listen(0, '127.0.0.1')
  await once(collector, 'listening')
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`
})
afterAll(() => {
  collector.closeAllConnections()
  collector.close()
})

const spans = (): (Span & { service: unknown })[] =>
  exported.flatMap((text) =>
    (JSON.parse(text) as Export).resourceSpans.flatMap(({ resource, scopeSpans }) =>
      scopeSpans.flatMap((scope) =>
        scope.spans.map((span) => ({ ...span, service: valueOf(resource, 'service.name') })),
      ),
    ),
  )
const valueOf = ({ attributes }: Pick<Span, 'attributes'>, name: string): unknown => {
  const value = attributes.find(({ key }) => key === name)?.value
  return value?.stringValue ?? value?.intValue
}

test('a request is a span of the client’s trace, each request to a subgraph one below it, which the subgraph is told', async () => {
  const shop = await startShop({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })
  const [traceId, client] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331']
  const headers = {
    traceparent: `00-${traceId}-${client}-01`,
    authorization: `Bearer ${await shop.issuer.sign()}`,
  }
  const query = 'query Shelf($password: String) { products { id available } x: __typename @skip(if: false) }'
  await shop.query(query.replace('($password: String)', ''), { password: 'hunter2' }, headers)
  shop.stock.answer = (request) => void request.socket.destroy()
  await shop.query('{ locations }', {}, { traceparent: `00-${'1'.repeat(32)}-${client}-00` })
  const told = [shop.products, shop.stock].map(({ received }) => received[0]?.['traceparent'])
  await shop.stop()

  const ours = spans().filter((span) => span.traceId === traceId)
  const server = ours.find(({ kind }) => kind === 2)!
  expect(server).toMatchObject({ name: 'graphql request', parentSpanId: client })
  expect(valueOf(server, 'graphql.operation.name')).toBe('Shelf')
  expect(valueOf(server, 'http.response.status_code')).toBe(200)
  const below = ours.filter(({ kind }) => kind === 3)
  expect(below.map(({ name }) => name)).toEqual(['subgraph products', 'subgraph stock'])
  for (const [i, span] of below.entries()) {
    expect(span.parentSpanId).toBe(server.spanId)
    expect(told[i]).toBe(`00-${traceId}-${span.spanId}-01`)
    expect(BigInt(span.startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(server.startTimeUnixNano))
    expect(BigInt(span.endTimeUnixNano)).toBeLessThanOrEqual(BigInt(server.endTimeUnixNano))
  }
  // The client of the second request did not want its trace to be kept.
  expect(spans()).toHaveLength(3)
  expect(exported.join('')).not.toMatch(/hunter2|Bearer|eyJ|products \{/)
})

test('a subscription has a span for the opening of its stream, and one for each request that completes an event', async () => {
  const shop = await startLiveShop({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })
  const traceId = 'c'.repeat(32)
  const headers = { accept: 'text/event-stream', traceparent: `00-${traceId}-b7ad6b7169203331-01` }
  const { body } = await shop.post(productUpdated('1'), headers)
  let read = ''
  for await (const text of body!.pipeThrough(new TextDecoderStream())) {
    read += text
    if (read.includes('"available":10')) break
  }
  const [asked] = shop.catalog.asked
  await shop.stop()

  const ours = spans().filter((span) => span.traceId === traceId)
  const server = ours.find(({ kind }) => kind === 2)!
  const below = ours.filter(({ kind }) => kind === 3)
  expect(below.map(({ name }) => name)).toEqual(['subgraph catalog', 'subgraph stock'])
  expect(below.map(({ parentSpanId }) => parentSpanId)).toEqual([server.spanId, server.spanId])
  expect(asked?.['traceparent']).toBe(`00-${traceId}-${below[0]!.spanId}-01`)
})

test('a collector that does not answer holds up neither an answer nor the end', async () => {
  const shop = await startShop({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })
  expect((await shop.query('{ locations }')).status).toBe(200)
  await shop.stop()
})

test('one trace goes from the client through router and subgraphs into the handlers of events', async () => {
  await using started = new AsyncDisposableStack()
  const world = await createHarbour('postgres')
  started.defer(() => world.stop())
  const issuer = await createTokenIssuer()
  started.defer(() => issuer.stop())
  await world.start({ name: 'stock', database: world.lighthouse, subscriptions: [noteArrivals] })
  await world.start({ name: 'harbour', subscriptions: [] })
  const settings = {
    LOG_LEVEL: 'silent',
    JWKS_URL: issuer.jwksUrl,
    ROUTER_SECRET,
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  }
  const startPart = async (name: string, resolvers: object) => {
    const part = await startSubgraph({
      name,
      environment: readEnvironment(subgraphEnvironment, {
        ...settings,
        PORT: '0',
        DATABASE_URL: world.harbour.url,
        QUEUE_URL: world.queue.url,
      }),
      logger: createLogger(name, 'silent'),
      schema: new URL(`fixtures/${name}.graphql`, import.meta.url),
      resolvers,
      context: (request) => request,
      health: {},
    })
    started.defer(() => part.stop())
    return `${name}=${part.url}/graphql`
  }
  const renameProduct = async (_: unknown, { id, title }: { id: string; title: string }) => {
    await announce(world.harbour.prisma, { subject: id, data: { name: title } })
    return { id, title }
  }
  const shop = await startShop({
    ...settings,
    SUBGRAPH_URLS: [
      await startPart('products', { ...productsResolvers, Mutation: { renameProduct } }),
      await startPart('stock', stockResolvers),
    ].join(','),
  })
  started.defer(() => shop.stop())

  const [traceId, client] = ['1af7651916cd43dd8448eb211c80319c', 'c7ad6b7169203331']
  const { data } = await shop.query(
    'mutation Rename($title: String!) { renameProduct(id: 1, title: $title) { title available } }',
    { title: 'Planted secret' },
    { traceparent: `00-${traceId}-${client}-01` },
  )
  expect(data).toEqual({ renameProduct: { title: 'Planted secret', available: 4 } })
  await eventually(async () => expect(await world.lighthouse.effects()).toEqual(['Planted secret']))
  await started.disposeAsync()

  const ours = spans().filter((span) => span.traceId === traceId)
  const parentOf = ({ parentSpanId }: Span) => ours.find(({ spanId }) => spanId === parentSpanId)
  const lineage = (span: ReturnType<typeof parentOf>): string[] =>
    span ? [`${String(span.service)}: ${span.name}`, ...lineage(parentOf(span))] : []
  expect(new Set(ours.map((span) => lineage(span).join(' < ')))).toEqual(
    new Set([
      'products: graphql request < router: subgraph products < router: graphql request',
      'router: graphql request',
      'router: subgraph products < router: graphql request',
      'router: subgraph stock < router: graphql request',
      'stock: graphql request < router: subgraph stock < router: graphql request',
      'stock: handle harbour.ship.arrived.v1 < products: graphql request < router: subgraph products < router: graphql request',
    ]),
  )
  expect(exported.join('')).not.toMatch(/Planted secret|Bearer|eyJ/)
})
