import type { RequestListener } from 'node:http'
import { currentRequestId, currentTraceparent, isId, newId, withTraceparent } from '@tradewind/service'
import type { DocumentNode } from 'graphql'
import { createYoga } from 'graphql-yoga'
import type { RouterContext } from './context.ts'
import { DocumentCache } from './document-cache.ts'
import { maskError } from './errors/mask.ts'
import { setCommonHeaders } from './http/headers.ts'
import { isGraphqlPath } from './http/path.ts'
import { observeRequest } from './observability/access-log.ts'
import { newRecord } from './observability/record.ts'
import { traceRequest } from './observability/request-span.ts'
import type { RouterParts } from './parts.ts'
import { routerPlugins } from './plugins.ts'
import { createSteps } from './steps.ts'
import { observeUsage } from './usage/observe.ts'

/** Parsed documents are kept up to this many characters of text together. */
const CACHED_CHARACTERS = 1_000_000

/** The router as a listener for node:http: `/graphql`, the explorer, health. */
export function createRouter(parts: RouterParts): RequestListener {
  const { environment, supergraph, usage, tracing, logger } = parts
  const documents = new DocumentCache<DocumentNode>(CACHED_CHARACTERS)
  const yoga = createYoga<RouterContext>({
    plugins: routerPlugins(parts, createSteps(parts), documents),
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

  return (request, response) => {
    const { 'x-request-id': given, traceparent } = request.headers
    const requestId = typeof given === 'string' && isId(given) ? given : newId()
    const record = newRecord()
    const gone = new AbortController()
    response.once('close', () => {
      if (!response.writableFinished) gone.abort()
    })
    setCommonHeaders(response, requestId)
    const isGraphql = isGraphqlPath(request.url)
    if (isGraphql) {
      observeRequest(request, response, record, requestId, logger)
      if (usage) observeUsage(request, response, record, usage, logger)
    }

    withTraceparent(
      typeof traceparent === 'string' ? traceparent : undefined,
      () => {
        const peer = request.socket.remoteAddress ?? 'unknown'
        const context = {
          engine: supergraph.engine,
          isGraphql,
          peer,
          requestId,
          signal: gone.signal,
          expiresAt: performance.now() + environment.REQUEST_TIMEOUT_MS,
          record,
        }
        const own = currentTraceparent() ?? ''
        if (tracing && isGraphql) traceRequest(tracing, response, record, own, traceparent?.toString())
        void yoga(request, response, { ...context, traceparent: own })
      },
      requestId,
    )
  }
}
