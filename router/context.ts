import type { IncomingHttpHeaders } from 'node:http'
import type { Plugin } from 'graphql-yoga'
import type { Viewer } from '@tradewind/service'
import type { KeptAnswer } from './cache/answer.ts'
import type { Engine } from './engine/engine.ts'
import type { Cost } from './limits/cost/demand.ts'
import type { Channel } from './live/channel.ts'
import type { ObservedAnswer } from './observability/answer.ts'
import type { Allowance } from './rate-limit/limiter.ts'
import type { ExecutedOperation } from './usage/operation.ts'

/** What the access log, the metrics and the usage report tell of a request; filled in as it goes through the router. */
export interface RequestRecord {
  operationName?: string
  operationType?: 'query' | 'mutation' | 'subscription'
  /** SHA-256 of the operation's text, in hex. */
  operationHash?: string
  /** The id that the client sent in place of the operation's text. */
  persistedId?: string
  /** Once it is executed, for the usage report. */
  executed?: ExecutedOperation
  subgraphCalls: number
  /** Milliseconds that subgraphs took to answer, of all requests to them together, by name. */
  readonly subgraphMs: Map<string, number>
  cost?: Cost
  readonly errorCodes: string[]
  /** Whether the answer had been kept; undefined where it is of those that are not. */
  cache?: 'hit' | 'miss'
  /** The answer, where it is kept from now on or was already. */
  kept?: KeptAnswer
  /** Where the request held a list of operations: what there is to tell of each. */
  batch?: readonly RequestRecord[]
}

/** What every request carries through the router, from its arrival on. */
export interface RouterContext {
  /** The engine of the supergraph that was current when the request arrived: a reload does not touch requests under way. */
  readonly engine: Engine
  /** Whether the request's path is that of GraphQL. */
  readonly isGraphql: boolean
  /** The address that the connection comes from. */
  readonly peer: string
  readonly requestId: string
  readonly traceparent: string
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal
  /** When it has to be answered, by the clock of `performance.now()`. */
  readonly expiresAt: number
  readonly record: RequestRecord
  /** Where its answer goes. */
  readonly channel: Channel
  /** Whether the client takes an answer in parts: multipart/mixed. */
  isIncremental?: boolean
  /** Whom the access token names; undefined until it is verified, null for a request without one. */
  viewer?: Viewer | null
  /** Whether it is served at all, once that is asked; rejects with the refusal. */
  admission?: Promise<void>
  /** What is left to whoever sent it, where requests are counted. */
  allowance?: Allowance
}

/** What is known of a request when it arrives. */
export interface Arrival extends Pick<
  RouterContext,
  'isGraphql' | 'peer' | 'requestId' | 'signal' | 'record' | 'channel'
> {
  readonly method: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly answer: ObservedAnswer
}

/** What is looked at to decide whether a request, or a connection, is served at all. */
export type Visit = Pick<RouterContext, 'peer' | 'viewer' | 'admission' | 'allowance'>

/** A step of the router: a Yoga plugin that knows what every request carries. */
export type RouterPlugin = Plugin<RouterContext, RouterContext>
