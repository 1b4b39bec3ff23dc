import { createRouterSigner, ROUTER_HEADER } from '@tradewind/service'
import type { Logger } from '@tradewind/service'
import { Agent } from 'undici'
import { subgraphUnavailable } from '../errors/errors.ts'
import { subgraphSeconds } from '../observability/metrics.ts'
import { withDeadline } from './deadline.ts'
import { parseSubgraphResponse } from './response.ts'
import type { SubgraphResponse } from './response.ts'

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
  readonly record: { subgraphCalls: number }
}

export interface SubgraphRequest {
  readonly query: string
  readonly operationName?: string | undefined
  readonly variables?: Readonly<Record<string, unknown>> | undefined
}

export interface SubgraphClientOptions {
  /** What the header that tells subgraphs a request is the router's is signed with. */
  readonly secret: string
  /** For the whole answer, from sending the request to its last byte. */
  readonly timeoutMs: number
  readonly connectTimeoutMs: number
  /** The most connections to one subgraph; further requests wait for one to be free. */
  readonly connections: number
  readonly maxResponseBytes: number
  readonly logger: Logger
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
  /** Resolves when the subgraph says it is ready. */
  checkReady(subgraph: Subgraph): Promise<void>
  close(): Promise<void>
}

/** A keep-alive pool of connections for each subgraph. */
export function createSubgraphClient(options: SubgraphClientOptions): SubgraphClient {
  const { timeoutMs, maxResponseBytes, logger } = options
  const sign = createRouterSigner(options.secret)
  const agent = new Agent({
    connections: options.connections,
    connect: { timeout: options.connectTimeoutMs },
    // One request at a time on a connection: a slow answer must not hold up the ones behind it.
    pipelining: 1,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: maxResponseBytes,
  })

  async function post(
    subgraph: Subgraph,
    request: SubgraphRequest,
    caller: SubgraphCaller,
  ): Promise<SubgraphResponse> {
    const { origin, pathname, search } = new URL(subgraph.url)
    const headers = {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      [ROUTER_HEADER]: await sign(subgraph.name),
      'x-request-id': caller.requestId,
      traceparent: caller.traceparent,
      ...(caller.authorization !== null && { authorization: caller.authorization }),
    }
    return withDeadline(caller.signal, timeoutMs, async (signal) => {
      const sent = { origin, path: `${pathname}${search}`, method: 'POST', headers, signal } as const
      const { statusCode, body } = await agent.request({ ...sent, body: JSON.stringify(request) })
      return parseSubgraphResponse(statusCode, await body.text())
    })
  }

  return {
    async send(subgraph, request, caller, path = []) {
      caller.record.subgraphCalls += 1
      const measured = subgraphSeconds.startTimer({ subgraph: subgraph.name })
      try {
        const response = await post(subgraph, request, caller)
        measured({ outcome: response.errors ? 'errors' : 'ok' })
        return response
      } catch (error) {
        measured({ outcome: caller.signal.aborted ? 'abandoned' : 'unavailable' })
        if (!caller.signal.aborted) {
          const { requestId } = caller
          logger.error(
            { subgraph: subgraph.name, url: subgraph.url, requestId, err: error },
            'A subgraph gave no usable answer.',
          )
        }
        throw subgraphUnavailable(path)
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
    close: () => agent.close(),
  }
}
