import { collectProcessMetrics, createLogger, openTracing, run, serveHttp } from '@tradewind/service'
import type { Running } from '@tradewind/service'
import { loadPolicyModule } from './authorisation/policy-module.ts'
import { openCache } from './cache/open-cache.ts'
import { compiledEngine } from './engine/compiled-engine.ts'
import { routerEnvironment } from './environment.ts'
import type { Environment } from './environment.ts'
import { metricsListener } from './observability/metrics-server.ts'
import { openLimiterStore } from './rate-limit/limiter.ts'
import { fromRegistry } from './registry-client/parts.ts'
import { createRouter } from './router.ts'
import { createSubgraphClient } from './transport/client.ts'
import { openSupergraph } from './supergraph/supergraph.ts'

export interface RunningRouter extends Running {
  /** Where Prometheus finds the metrics. */
  readonly metricsUrl: string
}

/** Starts the router; throws a sentence when the supergraph cannot be used or a port is taken. */
export async function start(environment: Environment): Promise<RunningRouter> {
  const logger = createLogger('router', environment.LOG_LEVEL)
  collectProcessMetrics('router')
  // What is started is stopped in the opposite order, also when a later step fails.
  await using started = new AsyncDisposableStack()

  const tracing = await openTracing('router', environment.OTEL_EXPORTER_OTLP_ENDPOINT, logger)
  started.defer(() => tracing?.close())

  const client = createSubgraphClient({
    secret: environment.ROUTER_SECRET,
    timeoutMs: environment.SUBGRAPH_TIMEOUT_MS,
    timeoutsMs: environment.SUBGRAPH_TIMEOUTS,
    connectTimeoutMs: environment.SUBGRAPH_CONNECT_TIMEOUT_MS,
    connections: environment.SUBGRAPH_CONNECTIONS,
    maxResponseBytes: environment.SUBGRAPH_MAX_RESPONSE_BYTES,
    pipelining: environment.SUBGRAPH_PIPELINING,
    http2: environment.SUBGRAPH_HTTP2,
    breakerOpenMs: environment.SUBGRAPH_BREAKER_OPEN_MS,
    shareQueries: environment.SHARE_SUBGRAPH_QUERIES,
    streams: {
      heartbeatMs: environment.SUBGRAPH_HEARTBEAT_MS,
      maxEventBytes: environment.SUBGRAPH_MAX_EVENT_BYTES,
    },
    tracing,
    logger,
  })
  started.defer(() => client.close())

  const { source, openPublished, startUsage } = fromRegistry(environment, logger)
  const policies = environment.POLICY_MODULE ? await loadPolicyModule(environment.POLICY_MODULE) : undefined
  const live = {
    resubscribeMs: environment.SUBGRAPH_RESUBSCRIBE_MS,
    queue: environment.SUBSCRIPTION_QUEUE,
    answerTimeoutMs: environment.REQUEST_TIMEOUT_MS,
  }
  const createEngine = compiledEngine({ client, subgraphUrls: environment.SUBGRAPH_URLS, live, logger })
  const [supergraph, published] = await Promise.all([
    openSupergraph({ source, createEngine, logger }),
    openPublished(),
  ])
  started.defer(() => supergraph.stop())
  started.defer(() => published?.stop())
  const usage = startUsage()
  started.defer(() => usage?.stop())

  const kept = openCache(environment, logger)
  started.defer(() => kept?.stop())
  const limiterStore = openLimiterStore(environment.RATE_LIMIT_REDIS_URL, logger)
  started.defer(() => limiterStore.close())

  const { HOST: host, PORT: port, METRICS_PORT: metricsPort, SHUTDOWN_DRAIN_MS: drainMs } = environment
  const metrics = await serveHttp(metricsListener, { host, port: metricsPort })
  started.defer(() => metrics.stop())
  const { listener, upgrade, stopLive } = createRouter({
    environment,
    supergraph,
    client,
    published,
    usage,
    policies,
    cache: kept?.cache ?? null,
    limiterStore,
    tracing,
    logger,
  })
  const http = await serveHttp(listener, { host, port, drainMs, upgrade, onStop: stopLive })
  started.defer(() => http.stop())

  logger.info({ url: http.url, metrics: metrics.url }, 'Ready for requests.')
  const running = started.move()
  return { url: http.url, metricsUrl: `${metrics.url}/metrics`, stop: () => running.disposeAsync() }
}

if (import.meta.main) run('router', () => start(routerEnvironment()))
