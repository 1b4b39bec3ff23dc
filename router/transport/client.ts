import { continueTrace, createRouterSigner, ROUTER_HEADER, TIMEOUT_HEADER } from '@tradewind/service'
import type { Logger, Tracing } from '@tradewind/service'
import { Agent } from 'undici'
import { subgraphUnavailable } from '../errors/errors.ts'
import { headersFor } from '../http/propagation.ts'
import type { PropagatedHeaders } from '../http/propagation.ts'
import { post } from './dispatch.ts'
import type { Exchange } from './dispatch.ts'
import { forSeveral, parseSubgraphResponse } from './response.ts'
import type { SubgraphResponse } from './response.ts'
import { AbandonedError, createSharing, wait } from './sharing.ts'
import type { Shareable } from './sharing.ts'
import { openSubscription, RefusedSubscriptionError } from './subscription.ts'
import { createTargets } from './target.ts'
import type { Outcome } from './target.ts'

export interface Subgraph {
  readonly name: string
  /** Where it answers GraphQL over HTTP. */
  readonly url: string
}

/** What is handed on to subgraphs of the client's request, and nothing else is. */
export interface SubgraphCaller {
  readonly authorization: string | null
  readonly requestId: string
  readonly traceparent: string
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal
  /** When the client's request has to be answered, by the clock of `performance.now()`. */
  readonly expiresAt?: number | undefined
  /** Headers of the client's that are handed on, to each subgraph by its rules. */
  readonly headers?: PropagatedHeaders | undefined
  readonly record: { subgraphCalls: number; readonly subgraphMs: Map<string, number> }
  /** Requests of different ages are not shared: the answer to the older one may be from before a change. */
  readonly age?: string | undefined
}

export interface SubgraphRequest {
  /** The GraphQL request as JSON: its query, variables and operation name. */
  readonly body: string
  /** Whether asking twice does no harm: so with queries, never with mutations. */
  readonly idempotent: boolean
}

export interface SubgraphClientOptions {
  /** What the header that tells subgraphs a request is the router's is signed with. */
  readonly secret: string
  /** For the whole answer, from sending the request to its last byte. */
  readonly timeoutMs: number
  /** The same for single subgraphs, by name. */
  readonly timeoutsMs?: ReadonlyMap<string, number>
  readonly connectTimeoutMs: number
  /** The most connections to one subgraph; further requests wait for one to be free. */
  readonly connections: number
  readonly maxResponseBytes: number
  /** Requests on one connection before the first is answered (HTTP/1.1). */
  readonly pipelining?: number
  /** Use HTTP/2 where a subgraph offers it; that takes an https URL. */
  readonly http2?: boolean
  /** Let identical queries of the same identity that are under way at the same time be one request. */
  readonly shareQueries?: boolean
  readonly breakerOpenMs?: number
  readonly streams?: StreamOptions
  /** Null where nobody collects traces. */
  readonly tracing?: Tracing | null
  readonly logger: Logger
}

export interface StreamOptions {
  /** A stream that no byte of came for so long is taken for dead. */
  readonly heartbeatMs: number
  readonly maxEventBytes: number
}

export interface SubgraphClient {
  /**
   * Sends a GraphQL request to a subgraph. `path` is where its result belongs in the client's response.
   * Throws a GraphQLError SUBGRAPH_UNAVAILABLE when no usable answer comes, whatever the cause; the cause is logged.
   */
  send(
    subgraph: Subgraph,
    request: SubgraphRequest,
    caller: SubgraphCaller,
    path?: readonly (string | number)[],
  ): Promise<SubgraphResponse>
  /**
   * Asks a subgraph for a subscription, and lets it stream until the caller's signal aborts. Resolves when the subgraph
   * has accepted, with its answers; see openSubscription for how it may refuse, or break off.
   */
  subscribe(
    subgraph: Subgraph,
    request: Pick<SubgraphRequest, 'body'>,
    caller: SubgraphCaller,
  ): Promise<AsyncGenerator<SubgraphResponse, void>>
  /** Resolves when the subgraph says it is ready. */
  checkReady(subgraph: Subgraph): Promise<void>
  close(): Promise<void>
}

/** A keep-alive pool of connections for each subgraph. */
export function createSubgraphClient(options: SubgraphClientOptions): SubgraphClient {
  const {
    timeoutMs,
    timeoutsMs,
    maxResponseBytes,
    shareQueries,
    breakerOpenMs = 5_000,
    streams = { heartbeatMs: 30_000, maxEventBytes: 1024 * 1024 },
    tracing,
    logger,
  } = options
  const sign = createRouterSigner(options.secret)
  const sharing = shareQueries ? createSharing(forSeveral) : null
  const targetOf = createTargets({ timeoutMs, timeoutsMs, breakerOpenMs, logger })
  const agent = new Agent({
    connections: options.connections,
    connect: { timeout: options.connectTimeoutMs },
    // One request at a time on a connection: a slow answer must not hold up the ones behind it.
    pipelining: options.pipelining ?? 1,
    allowH2: options.http2 ?? false,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: maxResponseBytes,
  })
  // Streams hold their connections for hours: they have as many as they need, and take none from the requests.
  const streaming = new Agent({ connect: { timeout: options.connectTimeoutMs } })

  async function ask(
    subgraph: Subgraph,
    request: SubgraphRequest,
    caller: SubgraphCaller,
  ): Promise<SubgraphResponse> {
    const { origin, path, timeoutMs: ownTimeout, call } = targetOf(subgraph)
    const { authorization, signal, expiresAt } = caller
    const handedOn = headersFor(caller.headers, subgraph.name)
    const signature = await sign(subgraph.name)
    function attempt(): Exchange {
      const left = expiresAt === undefined ? Infinity : Math.floor(expiresAt - performance.now())
      if (left < 1) throw new AbandonedError('There is no time left for this request.')
      const within = Math.min(ownTimeout, left)
      const headers = requestHeaders(caller, handedOn, signature)
      headers['accept'] = 'application/graphql-response+json, application/json'
      headers[TIMEOUT_HEADER] = String(within)
      return post(agent, { origin, path, headers, body: request.body, timeoutMs: within })
    }
    function start(): Shareable<SubgraphResponse> {
      const exchange = call(request.idempotent, attempt)
      return { ...exchange, answer: exchange.answer.then(parseSubgraphResponse) }
    }
    if (!sharing || !request.idempotent) return wait(start(), signal)
    // Subgraphs are told nothing else that an answer could depend on.
    const told = `${authorization ?? ''}\n${handedOn ? JSON.stringify(handedOn) : ''}\n${caller.age ?? ''}`
    // Who has to have it sooner than the subgraph may take must not make it late for others: they are equals by the second.
    const isHurried = expiresAt !== undefined && expiresAt - performance.now() < ownTimeout
    const hurry = isHurried ? Math.floor(expiresAt / 1_000) : ''
    return sharing.share(`${subgraph.url}\n${told}\n${hurry}\n${request.body}`, signal, start)
  }

  return {
    async send(subgraph, request, caller, path = []) {
      caller.record.subgraphCalls += 1
      const began = performance.now()
      const { observe } = targetOf(subgraph)
      const traceparent = tracing ? continueTrace(caller.traceparent) : caller.traceparent
      const span = tracing?.begin(`subgraph ${subgraph.name}`, 'client', traceparent, caller.traceparent)
      let outcome: Outcome = 'ok'
      try {
        const response = await ask(subgraph, request, tracing ? { ...caller, traceparent } : caller)
        if (response.errors) outcome = 'errors'
        return response
      } catch (error) {
        outcome = caller.signal.aborted ? 'abandoned' : 'unavailable'
        if (!caller.signal.aborted) {
          const { requestId } = caller
          logger.error(
            { subgraph: subgraph.name, url: subgraph.url, requestId, err: error },
            'A subgraph gave no usable answer.',
          )
        }
        throw subgraphUnavailable(path)
      } finally {
        if (!request.idempotent) sharing?.forget()
        observe(outcome, began)
        span?.end({ 'tradewind.subgraph': subgraph.name, outcome }, outcome === 'unavailable')
        const { subgraphMs } = caller.record
        subgraphMs.set(subgraph.name, (subgraphMs.get(subgraph.name) ?? 0) + performance.now() - began)
      }
    },
    async subscribe(subgraph, { body }, caller) {
      const { origin, path, timeoutMs: ownTimeout } = targetOf(subgraph)
      const handedOn = headersFor(caller.headers, subgraph.name)
      const traceparent = tracing ? continueTrace(caller.traceparent) : caller.traceparent
      const headers = requestHeaders({ ...caller, traceparent }, handedOn, await sign(subgraph.name))
      const { signal } = caller
      const request = { origin, path, headers, body, signal, timeoutMs: ownTimeout, ...streams }
      const span = tracing?.begin(`subgraph ${subgraph.name}`, 'client', traceparent, caller.traceparent)
      let outcome: Outcome = 'ok'
      try {
        return await openSubscription(streaming, request)
      } catch (error) {
        outcome = error instanceof RefusedSubscriptionError ? 'errors' : 'unavailable'
        if (signal.aborted) outcome = 'abandoned'
        throw error
      } finally {
        span?.end({ 'tradewind.subgraph': subgraph.name, outcome }, outcome === 'unavailable')
      }
    },
    async checkReady({ url }) {
      const { statusCode, body } = await agent.request({
        origin: new URL(url).origin,
        path: '/health/ready',
        method: 'GET',
        signal: AbortSignal.timeout(options.connectTimeoutMs),
      })
      await body.dump()
      if (statusCode !== 200) throw new Error(`answered with HTTP status ${statusCode}`)
    },
    async close() {
      await Promise.all([agent.close(), streaming.destroy()])
    },
  }
}

/** What every request to a subgraph says of itself. */
function requestHeaders(
  { authorization, requestId, traceparent }: SubgraphCaller,
  handedOn: Readonly<Record<string, string>> | undefined,
  signature: string,
): Record<string, string> {
  const headers: Record<string, string> = {
    ...handedOn,
    'content-type': 'application/json',
    [ROUTER_HEADER]: signature,
    'x-request-id': requestId,
    traceparent,
  }
  if (authorization !== null) headers['authorization'] = authorization
  return headers
}
