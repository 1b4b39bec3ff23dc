import type { DocumentNode } from 'graphql'
import { admission } from './admission.ts'
import type { RouterPlugin } from './context.ts'
import type { DocumentCache } from './document-cache.ts'
import { deferRules } from './defer-rules.ts'
import { engineExecution } from './execution.ts'
import { explorer } from './explorer/explorer.ts'
import { health } from './health.ts'
import { cachingHeaders } from './http/caching.ts'
import { corsAnswers } from './http/cors.ts'
import { csrfPrevention } from './http/csrf.ts'
import { getParameters } from './http/get-parameters.ts'
import { graphqlPathOnly } from './http/path.ts'
import { liveAnswers } from './live/answers.ts'
import type { LiveAnswersOptions } from './live/answers.ts'
import { noIntrospection } from './introspection.ts'
import { batching } from './limits/batching.ts'
import { limits } from './limits/index.ts'
import { requestRecord } from './observability/record.ts'
import type { RouterParts } from './parts.ts'
import { tellAllowance } from './rate-limit/rate-limit.ts'
import type { Steps } from './steps.ts'

/**
 * Everything that is done to a request, in its order. What stands here before the execution holds for every document that
 * comes to be executed; the hot path takes none that has not been through it.
 */
export function routerPlugins(
  { environment, supergraph, client, logger }: RouterParts,
  { admit, rates, cors, execute, persisted }: Steps,
  documents: DocumentCache<DocumentNode>,
  live: Pick<LiveAnswersOptions, 'streams' | 'connections'>,
): RouterPlugin[] {
  const plugins: (RouterPlugin | false)[] = [
    corsAnswers(cors),
    health(supergraph, client, logger),
    explorer(environment.EXPLORER),
    graphqlPathOnly(),
    environment.CSRF_PREVENTION && csrfPrevention(),
    batching(environment.MAX_BATCH_SIZE, rates),
    admission(admit),
    tellAllowance(),
    getParameters(),
    persisted.plugin,
    ...limits(environment, documents),
    deferRules(),
    !environment.INTROSPECTION && noIntrospection(),
    engineExecution(execute),
    liveAnswers({
      ...live,
      heartbeatMs: environment.HEARTBEAT_MS,
      maxBufferedBytes: environment.MAX_UNREAD_BYTES,
      logger,
    }),
    requestRecord(),
    cachingHeaders(environment.HEADER_RULES),
  ]
  return plugins.filter((plugin) => plugin !== false)
}
