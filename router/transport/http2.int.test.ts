import { once } from 'node:events'
import { createSecureServer } from 'node:http2'
import type { Http2ServerRequest, Http2ServerResponse, ServerHttp2Session } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { createLogger } from '@tradewind/service'
import { eventually } from '@tradewind/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { selfSigned } from '../../packages/events/test/fixture/certificate.ts'
import { createSubgraphClient } from './client.ts'
import type { Subgraph, SubgraphCaller, SubgraphClient } from './client.ts'

type Answer = (request: Http2ServerRequest, response: Http2ServerResponse) => void

// A subgraph behind TLS that speaks HTTP/2 and 1.1, with a certificate of an authority that the process was told of, as
// by NODE_EXTRA_CA_CERTS.
const { certificate, privateKey } = selfSigned()
const server = createSecureServer(
  { cert: certificate, key: privateKey, allowHTTP1: true },
  async (request, response) => {
    received.push({ version: request.httpVersion, body: await text(request) })
    answer(request, response)
  },
)
const sessions = new Set<ServerHttp2Session>()
server.on('session', (session) => {
  opened += 1
  sessions.add(session)
  session.once('close', () => sessions.delete(session))
})

const ok: Answer = (_request, response) => void response.end('{"data":{"a":1}}')
let received: { version: string; body: string }[]
let opened: number
let answer: Answer
let subgraph: Subgraph
let client: SubgraphClient | undefined
const authorities = getCACertificates('default')

beforeAll(async () => {
  setDefaultCACertificates([...authorities, certificate])
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  subgraph = { name: 'stock', url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/graphql` }
})
afterAll(async () => {
  setDefaultCACertificates(authorities)
  for (const session of sessions) session.destroy()
  await new Promise((resolve) => server.close(resolve))
})
beforeEach(() => {
  received = []
  opened = 0
  answer = ok
})
afterEach(() => client?.close())

const connect = (http2: boolean): SubgraphClient =>
  (client = createSubgraphClient({
    secret: 'a secret that only the router and its subgraphs know',
    timeoutMs: 5_000,
    connectTimeoutMs: 1_000,
    connections: 1,
    maxResponseBytes: 100_000,
    http2,
    logger: createLogger('http2-test', 'silent'),
  }))
const caller = (signal = new AbortController().signal): SubgraphCaller => ({
  authorization: null,
  requestId: 'r',
  traceparent: '',
  signal,
  record: { subgraphCalls: 0, subgraphMs: new Map() },
})
const query = (index = 0) => ({ body: `{"query":"{ a }","variables":{"i":${index}}}`, idempotent: true })

test('with SUBGRAPH_HTTP2 requests go over HTTP/2, many at a time on one connection', async () => {
  const held: Http2ServerResponse[] = []
  answer = (_request, response) => void held.push(response)
  const sending = connect(true)
  const first = sending.send(subgraph, query(), caller())
  await eventually(() => expect(held).toHaveLength(1))
  const others = Array.from({ length: 9 }, (_, index) => sending.send(subgraph, query(index + 1), caller()))
  await eventually(() => expect(held).toHaveLength(10))
  for (const response of held.toReversed()) response.end('{"data":{"a":1}}')
  for (const answered of await Promise.all([first, ...others])) expect(answered).toEqual({ data: { a: 1 } })
  expect(received.map(({ version }) => version)).toEqual(Array.from({ length: 10 }, () => '2.0'))
  expect(opened).toBe(1)
})

test('a client that goes away ends its request and leaves the others on the connection alone', async () => {
  const held: { request: Http2ServerRequest; response: Http2ServerResponse; aborted: boolean }[] = []
  answer = (request, response) => {
    const entry = { request, response, aborted: false }
    response.stream.once('aborted', () => (entry.aborted = true))
    held.push(entry)
  }
  const sending = connect(true)
  const gone = new AbortController()
  const abandoned = sending.send(subgraph, query(1), caller(gone.signal))
  await eventually(() => expect(held).toHaveLength(1))
  const waiting = sending.send(subgraph, query(2), caller())
  await eventually(() => expect(held).toHaveLength(2))
  gone.abort()
  await expect(abandoned).rejects.toMatchObject({ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } })
  await eventually(() => expect(held[0]!.aborted).toBe(true))
  held[1]!.response.end('{"data":{"a":2}}')
  expect(await waiting).toEqual({ data: { a: 2 } })
  expect(opened).toBe(1)
})

test('without it they go over HTTP/1.1, to the same server', async () => {
  expect(await connect(false).send(subgraph, query(), caller())).toEqual({ data: { a: 1 } })
  expect(received.map(({ version }) => version)).toEqual(['1.1'])
})

test('a subgraph whose certificate nobody vouches for gets no request', async () => {
  setDefaultCACertificates(authorities)
  try {
    const answered = connect(true).send(subgraph, query(), caller())
    await expect(answered).rejects.toMatchObject({ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } })
    expect(received).toEqual([])
  } finally {
    setDefaultCACertificates([...authorities, certificate])
  }
})
