export {
  EnvironmentError,
  port,
  processEnvironment,
  readEnvironment,
  routerSecret,
  subgraphEnvironment,
  tokenEnvironment,
  tracingEnvironment,
  type ProcessEnvironment,
  type SubgraphEnvironment,
  type TokenEnvironment,
} from './environment.ts'
export { createLogger, type Logger } from './logger.ts'
export { keepListening, type KeepListeningOptions, type Listening } from './keep-listening.ts'
export { backoff, outageLog, reasonOf, type OutageLog } from './outage.ts'
export { run } from './run.ts'
export { serveHttp, type HttpOptions, type Running, type UpgradeListener } from './http.ts'
export { checkHealth, liveResponse, readyResponse, type HealthChecks } from './health.ts'
export { collectProcessMetrics, metricsResponse } from './metrics.ts'
export { currentSignal, TIMEOUT_HEADER } from './deadline.ts'
export { continueTrace, currentRequestId, currentTraceparent, withTraceparent } from './trace.ts'
export { openTracing, type Tracing } from './tracing/tracing.ts'
export { withSpan } from './tracing/spans.ts'
export { startSubgraph, type RequestContext, type SubgraphOptions } from './subgraph.ts'

export { lifetimeOf, TOKEN_EXPIRED } from './auth/expiry.ts'
export { hasScope, requireViewer, roles, type Role, type Viewer } from './auth/viewer.ts'
export {
  createTokenVerifier,
  InvalidTokenError,
  KeysUnavailableError,
  TOKEN_AUDIENCE,
  type TokenVerifier,
} from './auth/access-token.ts'
export { createRouterSigner, createRouterVerifier, ROUTER_HEADER } from './auth/router-token.ts'
export { createAuthentication, refusal, type Authentication } from './graphql/authentication.ts'

export { badUserInput, errorCodes, forbidden, notFound, unauthenticated } from './graphql/errors.ts'
export { maskError } from './graphql/mask.ts'
export { durationPlugin, routePlugin, type RouteHandler } from './graphql/plugins.ts'
export { invalidInput, parseInput, type InvalidInputError, type ParsedInput } from './graphql/input.ts'
export { createLoader } from './graphql/loader.ts'
export { readBody, readBytes } from './graphql/read-body.ts'
export {
  readPage,
  toConnection,
  type Connection,
  type ConnectionArguments,
  type Page,
} from './graphql/pagination.ts'
export { scalars } from './graphql/scalars.ts'

export { BATCH, inBatches } from './database/in-batches.ts'
export { listenToNotifications, type NotificationsOptions } from './database/notifications.ts'
export { openPrismaDatabase, type PrismaDatabase } from './database/open-prisma-database.ts'
export { createPool } from './database/pool.ts'
export { withServerSettings } from './database/server-settings.ts'
export { isRetryable, transact, type TransactionRunner } from './database/transact.ts'
export { announce, LIVE_CHANNEL } from './live/announce.ts'
export { interruptible } from './live/interruptible.ts'
export { live, type LiveOptions } from './live/live.ts'
export { openTopics, type Topics, type TopicsOptions } from './live/topics.ts'
export { createSeal, SealError, type Seal } from './crypto/seal.ts'
export { isId, newId } from './id.ts'
export { isCurrency, minorUnitDigits, MoneyError, toMinorUnits, toMoney, type Money } from './money.ts'
export {
  durationBounds,
  operationId,
  usageLimits,
  usageReportShape,
  type OperationUsage,
  type UsageReport,
} from './usage-report.ts'
