import type { RequestListener } from 'node:http'
import type { UpgradeListener } from '@tradewind/service'
import { currentRequestId, currentTraceparent, isId, newId, withTraceparent } from '@tradewind/service'
import type { DocumentNode } from 'graphql'
import { createYoga } from 'graphql-yoga'
import type { Arrival, RouterContext } from './context.ts'
import { DocumentCache } from './document-cache.ts'
import { maskError } from './errors/mask.ts'
import { createHotPath } from './hot-path/hot-path.ts'
import { setCommonHeaders } from './http/headers.ts'
import { isGraphqlPath } from './http/path.ts'
import { withoutSuggestion } from './introspection.ts'
import { ClientConnections } from './live/client-connections.ts'
import { serveSockets } from './live/serve-sockets.ts'
import { Streams } from './live/streams.ts'
import { observeRequest } from './observability/access-log.ts'
import { newRecord } from './observability/record.ts'
import { traceRequest } from './observability/request-span.ts'
import type { RouterParts } from './parts.ts'
import { routerPlugins } from './plugins.ts'
import { createSteps } from './steps.ts'
import { observeUsage } from './usage/observe.ts'

/** Parsed documents are kept up to this many characters of text together. */
const CACHED_CHARACTERS = 1_000_000

export interface Router {
  /** `/graphql`, the explorer, health. */
  readonly listener: RequestListener
  /** WebSockets. */
  readonly upgrade: UpgradeListener
  /** Ends subscriptions, whose clients are to subscribe elsewhere; resolves when no WebSocket is left. */
  stopLive(): Promise<void>
}

/** The router as listeners for node:http. */
export function createRouter(parts: RouterParts): Router {
  const { environment, supergraph, usage, tracing, logger } = parts
  const steps = createSteps(parts)
  const streams = new Streams({
    maxSubscriptions: environment.MAX_SUBSCRIPTIONS,
    renewalMs: environment.SUBSCRIPTION_RENEWAL_MS,
  })
  supergraph.onChange((engine) => streams.renew(engine))
  const connections = new ClientConnections({
    limit: environment.MAX_LIVE_CONNECTIONS_PER_CLIENT,
    proxies: environment.TRUSTED_PROXIES,
  })
  const documents = new DocumentCache<DocumentNode>(CACHED_CHARACTERS)
  const yoga = createYoga<RouterContext>({
    plugins: routerPlugins(parts, steps, documents, { streams, connections }),
    maskedErrors: { maskError: (error) => maskError(error, logger, currentRequestId() ?? 'unknown') },
    parserAndValidationCache: {
      documentCache: documents,
    },
    // What of Yoga is off is done by our own plugins, or not at all.
    cors: false,
    graphiql: false,
    landingPage: false,
    maxRequestBodySize: false,
    multipart: false,
    // Our own limit comes before it.
    batching: { limit: environment.MAX_BATCH_SIZE },
    logging: false,
  })

  const hotPath = createHotPath({
    steps,
    documents,
    maxBodyBytes: environment.MAX_BODY_BYTES,
    toClients: (error) => {
      const told = maskError(error, logger, currentRequestId() ?? 'unknown')
      return environment.INTROSPECTION ? told : withoutSuggestion(told)
    },
    otherwise(request, response, context) {
      setCommonHeaders(response, context.requestId)
      void yoga(request, response, context)
    },
  })

  /** Runs what serves a request; what happens to it is observed until its answer has ended. */
  function arrive(arrival: Arrival, serve: (context: RouterContext) => void): void {
    const { isGraphql, peer, requestId, signal, record, channel, answer, headers } = arrival
    if (isGraphql) {
      observeRequest(arrival, answer, record, requestId, logger)
      if (usage) observeUsage(arrival, answer, record, usage, logger)
    }
    const given = headers['traceparent']
    const parent = typeof given === 'string' ? given : undefined
    withTraceparent(
      parent,
      () => {
        const traceparent = currentTraceparent() ?? ''
        if (tracing && isGraphql) traceRequest(tracing, answer, record, traceparent, parent)
        const { engine } = supergraph
        const expiresAt = performance.now() + environment.REQUEST_TIMEOUT_MS
        serve({ engine, isGraphql, peer, requestId, traceparent, signal, expiresAt, record, channel })
      },
      requestId,
    )
  }

  const { Request } = yoga.fetchAPI
  const sockets = serveSockets({
    environment,
    streams,
    connections,
    admit: steps.admit,
    arrive,
    post: async (request, context) =>
      yoga.fetch(new Request('http://router/graphql', { method: 'POST', ...request }), context),
    logger,
  })

  return {
    listener(request, response) {
      const { method, headers, url, socket } = request
      const { 'x-request-id': given } = headers
      const requestId = typeof given === 'string' && isId(given) ? given : newId()
      const gone = new AbortController()
      const letGo = (): void => gone.abort()
      response.once('close', () => {
        if (!response.writableFinished) letGo()
      })
      arrive(
        {
          method,
          headers,
          peer: socket.remoteAddress ?? 'unknown',
          isGraphql: isGraphqlPath(url),
          requestId,
          record: newRecord(),
          signal: gone.signal,
          answer: response,
          channel: { kind: 'http', response, letGo },
        },
        (context) => hotPath(request, response, context),
      )
    },
    upgrade: (...connection) => sockets.upgrade(...connection),
    async stopLive() {
      const closed = sockets.stop(environment.SHUTDOWN_DRAIN_MS)
      streams.stop()
      await closed
    },
  }
}
