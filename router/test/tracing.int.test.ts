import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
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
  readonly resourceSpans: { scopeSpans: { spans: Span[] }[] }[]
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

const spans = (): Span[] =>
  exported.flatMap((text) =>
    (JSON.parse(text) as Export).resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap((scope) => scope.spans),
    ),
  )
const valueOf = ({ attributes }: Span, name: string): unknown => {
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

test('a collector that does not answer holds up neither an answer nor the end', async () => {
  const shop = await startShop({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })
  expect((await shop.query('{ locations }')).status).toBe(200)
  await shop.stop()
})
