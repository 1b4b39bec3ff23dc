import { buildSubgraphSchema } from '@apollo/subgraph'
import { createLogger } from '@tradewind/service'
import { graphql, parse } from 'graphql'
import type { ExecutionResult } from 'graphql'
import { compiledEngine } from '../../engine/compiled-engine.ts'
import type { CreateEngine, Engine, IncrementalResult, Operation } from '../../engine/engine.ts'
import { parseExactly } from '../../transport/exact-json.ts'
import { forSeveral, parseSubgraphResponse } from '../../transport/response.ts'
import { subgraphUnavailable } from '../../errors/errors.ts'
import type { SubgraphCaller, SubgraphClient } from '../../transport/client.ts'
import { frozen } from '../fixtures/frozen.ts'
import { supergraphOf } from '../fixtures/supergraph.ts'
import { stockEngine } from './stock-engine.ts'

export interface LocalSubgraph {
  readonly name: string
  readonly sdl: string
  readonly resolvers?: object
}

/** A GraphQL request as it reached a subgraph. */
export interface ReceivedRequest {
  readonly subgraph: string
  readonly query: string
  readonly operationName?: string
  readonly variables: { readonly representations?: readonly Record<string, unknown>[] } & Record<
    string,
    unknown
  >
}

/** An HTTP answer. */
export interface RawAnswer {
  readonly status: number
  readonly body: string
}

/** Answers in a subgraph's place, given what it would have answered; undefined lets that stand. */
export type Interfere = (
  request: ReceivedRequest,
  answer: () => Promise<ExecutionResult>,
  caller: SubgraphCaller,
) => Promise<RawAnswer | undefined> | RawAnswer | undefined

/** Engines over subgraphs in this process: their answers go through JSON, and nothing through the network. */
export interface LocalSupergraph {
  readonly supergraphSdl: string
  readonly received: ReceivedRequest[]
  execute(engine: Engine, query: string, variables?: Record<string, unknown>): Promise<ExecutionResult>
  /** As a client that takes answers in parts; its controller makes it go away. */
  executeInParts(
    engine: Engine,
    query: string,
    variables?: Record<string, unknown>,
    client?: AbortController,
  ): Promise<ExecutionResult | IncrementalResult>
  readonly createCompiled: CreateEngine
  readonly createStock: CreateEngine
}

export const logger = createLogger('engine-test', 'silent')

export function composeLocally(subgraphs: readonly LocalSubgraph[], interfere?: Interfere): LocalSupergraph {
  const supergraphSdl = supergraphOf(subgraphs)
  const schemas = new Map(
    subgraphs.map(({ name, sdl, resolvers = {} }) => [
      name,
      buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]),
    ]),
  )
  const received: ReceivedRequest[] = []

  const client: SubgraphClient = {
    async send(subgraph, { body }, caller, path = []) {
      caller.record.subgraphCalls += 1
      const request = { subgraph: subgraph.name, ...(JSON.parse(body) as object) } as ReceivedRequest
      received.push(request)
      const { query: source, operationName, variables: variableValues } = request
      const schema = schemas.get(subgraph.name)!
      const answer = async () => graphql({ schema, source, operationName, variableValues, rootValue: {} })
      const raw = (await interfere?.(request, answer, caller)) ?? {
        status: 200,
        body: JSON.stringify(await answer()),
      }
      try {
        return parseSubgraphResponse(raw)
      } catch {
        throw subgraphUnavailable(path)
      }
    },
    subscribe: () => Promise.reject(new Error('There is no network here to stream over.')),
    checkReady: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
  let answers = 0
  /** Every other answer is one that several requests get: nobody may change it. */
  const sharing: SubgraphClient = {
    ...client,
    async send(...request) {
      const response = await client.send(...request)
      answers += 1
      return answers % 2 === 0 ? frozen(forSeveral(response)) : response
    },
  }
  const options = { client, subgraphUrls: new Map(), logger }
  const asked = (query: string, variables: Record<string, unknown>, signal: AbortSignal): Operation => {
    const record = { subgraphCalls: 0, subgraphMs: new Map<string, number>() }
    return {
      document: parse(query),
      source: query,
      hash: query,
      operationName: undefined,
      variables,
      caller: { authorization: null, requestId: 'test', traceparent: '', signal, record },
    }
  }

  return {
    supergraphSdl,
    received,
    createCompiled: compiledEngine({ ...options, client: sharing }),
    createStock: stockEngine(options),
    async execute(engine, query, variables = {}) {
      const result = await engine.execute(asked(query, variables, new AbortController().signal))
      return parseExactly(JSON.stringify(result)) as ExecutionResult
    },
    executeInParts: (engine, query, variables = {}, { signal } = new AbortController()) =>
      engine.execute({ ...asked(query, variables, signal), incremental: true }),
  }
}
