import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { freePort } from '@tradewind/testkit'
import type { ExecutionResult } from 'graphql'
import { parse } from 'graphql'
import { createYoga } from 'graphql-yoga'
import { compiledEngine } from '../../engine/compiled-engine.ts'
import type { Engine } from '../../engine/engine.ts'
import type { LiveOptions } from '../../engine/live/upstream.ts'
import { createSubgraphClient } from '../../transport/client.ts'
import type { StreamOptions } from '../../transport/client.ts'
import { supergraphOf } from '../fixtures/supergraph.ts'
import { logger } from './local-supergraph.ts'
import type { LocalSubgraph } from './local-supergraph.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A subgraph of graphql-yoga over real HTTP, which can be killed and come back where it was. */
export interface StreamingSubgraph {
  readonly url: string
  /** The headers of the subscriptions it was asked for, in order. */
  readonly asked: IncomingHttpHeaders[]
  /** How many of them it is streaming. */
  readonly streams: number
  /** Answers subscriptions in the subgraph's place, until it is undefined again. */
  answer: Answer | undefined
  kill(): Promise<void>
  restart(): Promise<void>
}

export async function startStreaming({ sdl, resolvers = {} }: LocalSubgraph): Promise<StreamingSubgraph> {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }])
  const yoga = createYoga({ schema, logging: false, maskedErrors: false })
  const asked: IncomingHttpHeaders[] = []
  const open = new Set<ServerResponse>()
  let server: Server

  function serve(request: IncomingMessage, response: ServerResponse): void {
    if (!request.headers.accept?.includes('text/event-stream')) return void yoga(request, response)
    asked.push(request.headers)
    open.add(response)
    response.once('close', () => open.delete(response))
    if (subgraph.answer) subgraph.answer(request, response)
    else void yoga(request, response)
  }
  const port = await freePort()
  async function listen(): Promise<void> {
    server = createServer(serve).listen(port, '127.0.0.1')
    await once(server, 'listening')
  }

  await listen()
  const subgraph: StreamingSubgraph = {
    url: `http://127.0.0.1:${port}/graphql`,
    asked,
    get streams() {
      return open.size
    },
    answer: undefined,
    async kill() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
    restart: listen,
  }
  return subgraph
}

export interface LiveEngineOptions {
  readonly live?: Partial<LiveOptions>
  readonly streams?: Partial<StreamOptions>
}

/** A subscription as a client sees it. */
export interface Subscribed {
  readonly answers: AsyncGenerator<ExecutionResult, void>
  /** The next answer; undefined when there are no more. */
  next(): Promise<ExecutionResult | undefined>
}

export interface LiveEngine {
  readonly engine: Engine
  /** What the engine answers: a stream, or the errors for which there is none. */
  ask(query: string, options?: AskOptions): ReturnType<Engine['subscribe']>
  subscribe(query: string, options?: AskOptions): Promise<Subscribed>
  close(): Promise<void>
}

export interface AskOptions {
  readonly authorization?: string
  readonly signal?: AbortSignal
  readonly variables?: Record<string, unknown>
}

/** An engine over subgraphs that are asked through the router's own client. */
export async function openLiveEngine(
  subgraphs: ReadonlyMap<LocalSubgraph, StreamingSubgraph>,
  { live, streams }: LiveEngineOptions = {},
): Promise<LiveEngine> {
  const supergraphSdl = supergraphOf([...subgraphs].map(([{ name, sdl }, { url }]) => ({ name, sdl, url })))
  const client = createSubgraphClient({
    secret: 'a secret that only the router and its subgraphs know',
    timeoutMs: 5_000,
    connectTimeoutMs: 1_000,
    connections: 4,
    maxResponseBytes: 100_000,
    streams: { heartbeatMs: 20_000, maxEventBytes: 10_000, ...streams },
    logger,
  })
  const options = { resubscribeMs: 20_000, queue: 10, answerTimeoutMs: 5_000, ...live }
  const createEngine = compiledEngine({ client, subgraphUrls: new Map(), logger, live: options })
  const engine = await createEngine(supergraphSdl)

  const ask: LiveEngine['ask'] = (query, { authorization = null, signal, variables = {} } = {}) =>
    engine.subscribe({
      document: parse(query),
      source: query,
      hash: query,
      operationName: undefined,
      variables,
      caller: {
        authorization,
        requestId: '0198b7e0-0000-7000-8000-000000000000',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        signal: signal ?? new AbortController().signal,
        record: { subgraphCalls: 0, subgraphMs: new Map() },
      },
    })
  return {
    engine,
    ask,
    async subscribe(query, given) {
      const answers = await ask(query, given)
      if (!('next' in answers)) throw new Error(`There is no stream: ${JSON.stringify(answers)}`)
      return { answers, next: async () => (await answers.next()).value ?? undefined }
    },
    close: () => client.close(),
  }
}
