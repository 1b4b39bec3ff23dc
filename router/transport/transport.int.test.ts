import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createLogger } from '@tradewind/service'
import { eventually } from '@tradewind/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSubgraphClient } from './client.ts'
import type { Subgraph, SubgraphCaller, SubgraphClient, SubgraphClientOptions } from './client.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

let received: { body: string; headers: IncomingMessage['headers'] }[]
let answer: Answer
let subgraph: Subgraph
let close: () => Promise<void>
const clients: SubgraphClient[] = []

const ok: Answer = (_request, response) => void response.end('{"data":{"a":1}}')

beforeEach(async () => {
  received = []
  answer = ok
  const server = createServer(async (request, response) => {
    received.push({ body: await text(request), headers: request.headers })
    answer(request, response)
  })
  const listening = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', () => listening.resolve())
  await listening.promise
  const { port } = server.address() as AddressInfo
  subgraph = { name: 'stock', url: `http://127.0.0.1:${port}/graphql` }
  close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})
afterEach(async () => {
  await close()
  await Promise.all(clients.splice(0).map((client) => client.close()))
})

function connect(options: Partial<SubgraphClientOptions> = {}): SubgraphClient {
  const client = createSubgraphClient({
    secret: 'a secret that only the router and its subgraphs know',
    timeoutMs: 5_000,
    connectTimeoutMs: 1_000,
    connections: 8,
    maxResponseBytes: 100_000,
    logger: createLogger('transport-test', 'silent'),
    ...options,
  })
  clients.push(client)
  return client
}

const caller = (given: Partial<SubgraphCaller> = {}): SubgraphCaller => ({
  authorization: null,
  requestId: 'r',
  traceparent: '',
  signal: new AbortController().signal,
  record: { subgraphCalls: 0, subgraphMs: new Map() },
  ...given,
})
const query = { body: '{"query":"{ a }"}', idempotent: true }
const mutation = { body: '{"query":"mutation { a }"}', idempotent: false }
const unavailable = { extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }

/** Holds answers back until they are released. */
function hold(): () => void {
  const held: ServerResponse[] = []
  answer = (_request, response) => void held.push(response)
  return () => {
    answer = ok
    for (const response of held) response.end('{"data":{"a":1}}')
  }
}

test('identical queries under way are one request, and each caller is told that others have its answer', async () => {
  const client = connect({ shareQueries: true })
  const release = hold()
  const asked = [1, 2, 3].map(() => client.send(subgraph, query, caller()))
  await eventually(() => expect(received).toHaveLength(1))
  release()
  const answers = await Promise.all(asked)
  expect(received).toHaveLength(1)
  for (const given of answers) expect(given).toEqual({ data: { a: 1 }, isShared: true })
  expect(await client.send(subgraph, query, caller())).toEqual({ data: { a: 1 } })
})

test('neither mutations nor the queries of different users are shared', async () => {
  const client = connect({ shareQueries: true })
  const release = hold()
  const asked = [
    client.send(subgraph, mutation, caller()),
    client.send(subgraph, mutation, caller()),
    client.send(subgraph, query, caller()),
    client.send(subgraph, query, caller({ authorization: 'Bearer one' })),
    client.send(subgraph, query, caller({ authorization: 'Bearer two' })),
  ]
  await eventually(() => expect(received).toHaveLength(5))
  release()
  await Promise.all(asked)
  expect(received.map(({ headers }) => headers.authorization ?? '').toSorted()).toEqual([
    '',
    '',
    '',
    'Bearer one',
    'Bearer two',
  ])
})

test('a shared request goes on while anybody waits for it, and ends with the last', async () => {
  const client = connect({ shareQueries: true })
  let closed = false
  answer = (_request, response) => void response.once('close', () => (closed = true))
  const [one, two] = [new AbortController(), new AbortController()]
  const asked = [one, two].map(({ signal }) => client.send(subgraph, query, caller({ signal })))
  await eventually(() => expect(received).toHaveLength(1))
  one.abort()
  await expect(asked[0]).rejects.toMatchObject(unavailable)
  expect(closed).toBe(false)
  two.abort()
  await expect(asked[1]).rejects.toMatchObject(unavailable)
  await eventually(() => expect(closed).toBe(true))
})

test('who has little time left takes none from those who ask the same', async () => {
  const client = connect({ shareQueries: true })
  const release = hold()
  const hurried = client.send(subgraph, query, caller({ expiresAt: performance.now() + 100 }))
  const asked = client.send(subgraph, query, caller({ expiresAt: performance.now() + 30_000 }))
  await expect(hurried).rejects.toMatchObject(unavailable)
  release()
  expect(await asked).toEqual({ data: { a: 1 } })
})

test('a query that did not get through is sent once more, a mutation never', async () => {
  const client = connect()
  answer = ({ socket }) => {
    answer = ok
    socket.destroy()
  }
  expect(await client.send(subgraph, query, caller())).toEqual({ data: { a: 1 } })
  expect(received).toHaveLength(2)

  answer = ({ socket }) => void socket.destroy()
  await expect(client.send(subgraph, mutation, caller())).rejects.toMatchObject(unavailable)
  expect(received).toHaveLength(3)
})

test('an answer of something in between is repeated, one of the subgraph itself is not', async () => {
  const client = connect()
  answer = (_request, response) => {
    answer = ok
    response.writeHead(503).end()
  }
  expect(await client.send(subgraph, query, caller())).toEqual({ data: { a: 1 } })
  answer = (_request, response) => void response.writeHead(500).end()
  await expect(client.send(subgraph, query, caller())).rejects.toMatchObject(unavailable)
  expect(received).toHaveLength(3)
})

test('a subgraph that keeps failing is left alone, and asked again after a while', async () => {
  const client = connect({ breakerOpenMs: 1_000 })
  answer = (_request, response) => void response.writeHead(503).end()
  const outcomes = await Promise.allSettled(
    Array.from({ length: 40 }, () => client.send(subgraph, mutation, caller())),
  )
  expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true)
  const before = received.length
  await expect(client.send(subgraph, mutation, caller())).rejects.toMatchObject(unavailable)
  expect(received).toHaveLength(before)

  answer = ok
  await eventually(async () => {
    expect(await client.send(subgraph, mutation, caller())).toEqual({ data: { a: 1 } })
  })
})

test('retries are a small part of the requests', async () => {
  // The breaker would step in long before; the budget holds where only part of the requests fail.
  const client = connect({ breakerOpenMs: 1 })
  let count = 0
  answer = (_request, response) => {
    count += 1
    if (count % 3 === 0) ok(_request, response)
    else response.writeHead(503).end()
  }
  for (let sent = 0; sent < 60; sent += 1) await client.send(subgraph, query, caller()).catch(() => undefined)
  expect(received.length).toBeLessThanOrEqual(60 + 10 + 6)
})

test('a subgraph has the time-out that was set for it, and is told of it', async () => {
  answer = () => undefined
  const client = connect({ timeoutsMs: new Map([['stock', 1000]]) })
  await expect(client.send(subgraph, query, caller())).rejects.toMatchObject(unavailable)
  expect(received.map(({ headers }) => headers['x-tradewind-timeout-ms'])).toEqual(['1000'])
})

test('a subgraph is told how much time the client has left where that is less', async () => {
  answer = ok
  const client = connect({ timeoutsMs: new Map([['stock', 60_000]]) })
  await client.send(subgraph, query, caller({ expiresAt: performance.now() + 30_000.5 }))
  expect(Number(received[0]?.headers['x-tradewind-timeout-ms'])).toBeLessThanOrEqual(30_000)
})

test('nothing is asked for a client whose time is over', async () => {
  const expiresAt = performance.now() - 1
  await expect(connect().send(subgraph, query, caller({ expiresAt }))).rejects.toMatchObject(unavailable)
  expect(received).toEqual([])
})
