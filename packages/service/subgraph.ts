import { readFileSync } from 'node:fs'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { parse } from 'graphql'
import { createYoga } from 'graphql-yoga'
import { createTokenVerifier } from './auth/access-token.ts'
import { guardFields } from './auth/directives.ts'
import type { Viewer } from './auth/viewer.ts'
import { deadlinePlugin, type Arrival } from './deadline.ts'
import type { SubgraphEnvironment } from './environment.ts'
import { createAuthentication } from './graphql/authentication.ts'
import { limitItems } from './graphql/item-limit.ts'
import { maskError } from './graphql/mask.ts'
import { durationPlugin, routePlugin, type RouteHandler } from './graphql/plugins.ts'
import { createSubscriptions } from './graphql/subscriptions.ts'
import { liveResponse, readyResponse, type HealthChecks } from './health.ts'
import { serveHttp, type Running } from './http.ts'
import { isId, newId } from './id.ts'
import type { Logger } from './logger.ts'
import { collectProcessMetrics, metricsResponse } from './metrics.ts'
import { currentRequestId, withTraceparent } from './trace.ts'
import { spanPlugin, traceRequest } from './tracing/spans.ts'
import { openTracing } from './tracing/tracing.ts'

/** What every request brings, before a subgraph adds its own. */
export interface RequestContext {
  readonly viewer: Viewer | null
  readonly requestId: string
  readonly logger: Logger
  /** Subscriptions alone have it: aborted when nobody takes their events any more. For `live`. */
  readonly signal?: AbortSignal
}

export interface SubgraphOptions<Context extends RequestContext> {
  readonly name: string
  readonly environment: SubgraphEnvironment
  readonly logger: Logger
  /** The contract: the very file that rover and the composition read. */
  readonly schema: URL
  readonly resolvers: object
  readonly context: (request: RequestContext) => Context | Promise<Context>
  readonly health: HealthChecks
  /** Plain GET routes beside GraphQL, open to anyone, by path. */
  readonly routes?: Readonly<Record<string, RouteHandler>>
  /** Lets go of what the subgraph holds, after the last request has been answered. */
  readonly stop?: () => Promise<void>
}

/**
 * Serves a subgraph: `/graphql` for the router alone, `/health/live`, `/health/ready`, `/metrics` and its own routes.
 * The SDL's `@authenticated` and `@requiresScopes` are enforced, the size of answers is bounded, errors are masked,
 * requests tied to their trace. Subscriptions are answered over Server-Sent Events (GraphQL over SSE, distinct
 * connections: https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md).
 */
export async function startSubgraph<Context extends RequestContext>(
  options: SubgraphOptions<Context>,
): Promise<Running> {
  const { name, environment, logger } = options
  const typeDefs = parse(readFileSync(options.schema, 'utf8'))
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: options.resolvers as never }])
  limitItems(schema)
  guardFields(schema, typeDefs)
  collectProcessMetrics(name)

  const authentication = createAuthentication({
    verify: createTokenVerifier({ jwksUrl: environment.JWKS_URL, issuer: environment.TOKEN_ISSUER }),
    router: { secret: environment.ROUTER_SECRET, subgraph: name },
  })
  const requestId = (): string => currentRequestId() ?? 'unknown'
  const contextOf = (request: Request, signal?: AbortSignal): Context | Promise<Context> =>
    options.context({
      viewer: authentication.viewerOf(request),
      requestId: requestId(),
      logger,
      ...(signal && { signal }),
    })
  const subscriptions = createSubscriptions({ contextFor: contextOf })
  const yoga = createYoga<Pick<Arrival, 'arrived'>>({
    schema,
    graphiql: false,
    landingPage: false,
    cors: false,
    logging: false,
    plugins: [
      routePlugin({
        ...options.routes,
        '/health/live': liveResponse,
        '/health/ready': () => readyResponse(options.health, logger),
        '/metrics': metricsResponse,
      }),
      authentication.plugin,
      durationPlugin(),
      deadlinePlugin(),
      spanPlugin(name),
      subscriptions.plugin,
    ],
    maskedErrors: { maskError: (error) => maskError(error, logger, requestId()) },
    context: ({ request }) => contextOf(request),
  })

  const tracing = await openTracing(name, environment.OTEL_EXPORTER_OTLP_ENDPOINT, logger)
  const http = await serveHttp(
    (request, response) => {
      const { traceparent, 'x-request-id': given } = request.headers
      const id = typeof given === 'string' && isId(given) ? given : newId()
      withTraceparent(
        traceparent as string | undefined,
        () => {
          if (request.method === 'POST') traceRequest(name, response, traceparent as string | undefined)
          void yoga(request, response, { arrived: performance.now() })
        },
        id,
      )
    },
    { host: environment.HOST, port: environment.PORT, onStop: subscriptions.stop },
  )
  logger.info({ url: http.url }, 'Ready for requests.')
  return {
    url: http.url,
    async stop() {
      await http.stop()
      await options.stop?.()
      await tracing?.close()
      logger.info('Stopped.')
    },
  }
}
