/** Subgraphs with something to tell, on one port by path: `POST /emit` sends everybody who subscribed an event. */
import { EventEmitter, on } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { graphql, parse, subscribe } from 'graphql'
import type { ExecutionResult } from 'graphql'
import { liveWorkload } from './workload.ts'

const emitter = new EventEmitter().setMaxListeners(0)
/** Milliseconds since 1970, as exactly as the clock says. */
const now = (): number => performance.timeOrigin + performance.now()
const resolvers: Record<string, object> = {
  products: {
    Query: { product: (_: unknown, { upc }: { upc: string }) => ({ upc }) },
    Subscription: {
      priceChanged: {
        subscribe: () => on(emitter, 'price'),
        resolve: ([at]: [number], { upc }: { upc: string }) => ({
          upc,
          name: `Product ${upc}`,
          changedAt: at,
        }),
      },
    },
  },
  inventory: { Product: { __resolveReference: ({ upc }: { upc: string }) => ({ upc, inStock: true }) } },
}
const schemas = new Map(
  liveWorkload.map(({ name, sdl }) => [
    `/${name}`,
    buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers[name] as never }]),
  ]),
)

interface GraphqlRequest {
  readonly query: string
  readonly variables?: Record<string, unknown>
}

const readBody = (body: string): GraphqlRequest => JSON.parse(body) as GraphqlRequest

/** Hive Gateway subscribes with GET. */
const parametersOf = (parameters: URLSearchParams): GraphqlRequest => ({
  query: parameters.get('query') ?? '',
  variables: JSON.parse(parameters.get('variables') ?? '{}') as Record<string, unknown>,
})

async function stream(response: ServerResponse, events: AsyncGenerator<ExecutionResult>): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n')
  response.once('close', () => void events.return(undefined))
  for await (const event of events) response.write(`event: next\ndata: ${JSON.stringify(event)}\n\n`)
}

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://subgraphs')
  const body = await text(request)
  if (pathname === '/emit') {
    emitter.emit('price', now())
    return void response.end()
  }
  const schema = schemas.get(pathname)
  if (!schema) return void response.writeHead(404).end()
  const { query, variables } = request.method === 'GET' ? parametersOf(searchParams) : readBody(body)
  if (request.headers.accept?.includes('text/event-stream')) {
    const events = await subscribe({ schema, document: parse(query), variableValues: variables })
    if (Symbol.asyncIterator in events) return stream(response, events)
    return void response.writeHead(400).end(JSON.stringify(events))
  }
  const result = await graphql({ schema, source: query, variableValues: variables })
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result))
}

const server = createServer((request, response) => void respond(request, response))
server.listen(0, '127.0.0.1', () => {
  process.send?.({ ready: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})
process.on('disconnect', () => process.exit(0))
