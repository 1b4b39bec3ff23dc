import type { Logger, Tracing } from '@tradewind/service'
import type { PolicyEvaluator } from './authorisation/policies.ts'
import type { ResponseCache } from './cache/response-cache.ts'
import type { Environment } from './environment.ts'
import type { PublishedQueries } from './persisted/published.ts'
import type { LimiterStore } from './rate-limit/limiter.ts'
import type { SubgraphClient } from './transport/client.ts'
import type { Supergraph } from './supergraph/supergraph.ts'
import type { UsageReporter } from './usage/reporter.ts'

/** What a router is made of. */
export interface RouterParts {
  readonly environment: Environment
  readonly supergraph: Supergraph
  readonly client: SubgraphClient
  /** Null where there is no list of persisted queries to follow. */
  readonly published: PublishedQueries | null
  /** Null where no usage is reported. */
  readonly usage: UsageReporter | null
  /** Null where no answers are kept. */
  readonly cache: ResponseCache | null
  /** Where requests are counted that are limited by rate. */
  readonly limiterStore: LimiterStore
  /** Null where nobody collects traces. */
  readonly tracing: Tracing | null
  /** Decides `@policy` in place of the mapping of the settings. */
  readonly policies?: PolicyEvaluator | undefined
  readonly logger: Logger
}
