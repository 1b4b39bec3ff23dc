import { createTokenVerifier } from '@tradewind/service'
import type { Logger } from '@tradewind/service'
import type { DocumentNode } from 'graphql'
import { authentication } from './authentication.ts'
import { createAuthorisation } from './authorisation/authorise.ts'
import { mappedPolicies } from './authorisation/policies.ts'
import type { PolicyEvaluator } from './authorisation/policies.ts'
import type { RouterPlugin } from './context.ts'
import type { DocumentCache } from './document-cache.ts'
import type { Environment } from './environment.ts'
import { createExecution, engineExecution } from './execution.ts'
import { explorer } from './explorer/explorer.ts'
import { health } from './health.ts'
import { cors } from './http/cors.ts'
import { csrfPrevention } from './http/csrf.ts'
import { getParameters } from './http/get-parameters.ts'
import { graphqlPathOnly } from './http/path.ts'
import { compilePropagation } from './http/propagation.ts'
import { noIntrospection } from './introspection.ts'
import { demandControl } from './limits/cost/demand.ts'
import { limits } from './limits/index.ts'
import { requestRecord } from './observability/record.ts'
import type { Tracing } from './observability/tracing.ts'
import { persistedQueries } from './persisted/index.ts'
import type { PublishedQueries } from './persisted/published.ts'
import type { LimiterStore } from './rate-limit/limiter.ts'
import { rateLimits } from './rate-limit/rate-limit.ts'
import type { SubgraphClient } from './transport/client.ts'
import type { Supergraph } from './supergraph/supergraph.ts'
import type { UsageReporter } from './usage/reporter.ts'

export interface RouterParts {
  readonly environment: Environment
  readonly supergraph: Supergraph
  readonly client: SubgraphClient
  /** Null where there is no list of persisted queries to follow. */
  readonly published: PublishedQueries | null
  /** Null where no usage is reported. */
  readonly usage: UsageReporter | null
  /** Parsed documents by their text. */
  readonly documents: DocumentCache<DocumentNode>
  /** Where requests are counted that are limited by rate. */
  readonly limiterStore: LimiterStore
  /** Null where nobody collects traces. */
  readonly tracing: Tracing | null
  /** Decides `@policy` in place of the mapping of the settings. */
  readonly policies?: PolicyEvaluator | undefined
  readonly logger: Logger
}

/** Everything that is done to a request, in its order. */
export function routerPlugins({
  environment,
  supergraph,
  client,
  published,
  documents,
  limiterStore,
  policies = mappedPolicies(environment.POLICIES),
  logger,
}: RouterParts): RouterPlugin[] {
  const verify = createTokenVerifier({ jwksUrl: environment.JWKS_URL, issuer: environment.TOKEN_ISSUER })
  const rejectUnauthorised = environment.REJECT_UNAUTHORIZED
  const authorise = createAuthorisation({ policies, rejectUnauthorised, logger })
  const demand = demandControl({ maxCost: environment.MAX_COST, listSize: environment.COST_LIST_SIZE })
  const propagation = compilePropagation(environment.HEADER_RULES)
  const { byClient, byUser } = rateLimits({
    store: limiterStore,
    perClient: environment.RATE_LIMIT_CLIENT,
    perUser: environment.RATE_LIMIT_USER,
    proxies: environment.TRUSTED_PROXIES,
  })
  const plugins: (RouterPlugin | false)[] = [
    cors(environment.CORS_ORIGINS),
    health(supergraph, client, logger),
    explorer(environment.EXPLORER),
    graphqlPathOnly(),
    environment.CSRF_PREVENTION && csrfPrevention(),
    byClient,
    authentication(verify),
    byUser,
    getParameters(),
    persistedQueries({
      mode: environment.PERSISTED_QUERIES,
      automatic: environment.AUTOMATIC_PERSISTED_QUERIES,
      published,
      logger,
    }),
    ...limits(environment, documents),
    !environment.INTROSPECTION && noIntrospection(),
    engineExecution(createExecution({ authorise, demand, propagation })),
    requestRecord(),
  ]
  return plugins.filter((plugin) => plugin !== false)
}
