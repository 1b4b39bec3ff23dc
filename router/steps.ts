import { createTokenVerifier } from '@tradewind/service'
import { createAdmission } from './admission.ts'
import type { Admit } from './admission.ts'
import { createAuthorisation } from './authorisation/authorise.ts'
import { mappedPolicies } from './authorisation/policies.ts'
import { createExecution } from './execution.ts'
import type { Execute } from './execution.ts'
import { createCors } from './http/cors.ts'
import type { Cors } from './http/cors.ts'
import type { SharedAnswer } from './hot-path/answer.ts'
import { compilePropagation, propagatedHeaders } from './http/propagation.ts'
import type { ClientHeaders, PropagatedHeaders } from './http/propagation.ts'
import { demandControl } from './limits/cost/demand.ts'
import type { RouterParts } from './parts.ts'
import { persistedQueries } from './persisted/index.ts'
import type { PersistedQueries } from './persisted/index.ts'
import { rateLimits } from './rate-limit/rate-limit.ts'
import type { RateLimits } from './rate-limit/rate-limit.ts'
import { createSharing } from './transport/sharing.ts'
import type { Sharing } from './transport/sharing.ts'

/** What is done to a request, as functions that know nothing of what reads it and writes its answer. */
export interface Steps {
  readonly admit: Admit
  readonly rates: RateLimits
  readonly persisted: PersistedQueries
  readonly execute: Execute
  /** What headers subgraphs get of a client's. */
  readonly propagate: (headers: ClientHeaders) => PropagatedHeaders | undefined
  readonly cors: Cors
  /** Null where every client's request is executed for itself. */
  readonly sharing: Sharing<SharedAnswer> | null
}

export function createSteps({
  environment,
  published,
  limiterStore,
  cache,
  policies,
  logger,
}: RouterParts): Steps {
  const verify = createTokenVerifier({ jwksUrl: environment.JWKS_URL, issuer: environment.TOKEN_ISSUER })
  const rates = rateLimits({
    store: limiterStore,
    perClient: environment.RATE_LIMIT_CLIENT,
    perUser: environment.RATE_LIMIT_USER,
    proxies: environment.TRUSTED_PROXIES,
  })
  const propagation = compilePropagation(environment.HEADER_RULES)
  const sharing = environment.SHARE_CLIENT_REQUESTS ? createSharing<SharedAnswer>() : null
  const execute = createExecution({
    authorise: createAuthorisation({
      policies: policies ?? mappedPolicies(environment.POLICIES),
      rejectUnauthorised: environment.REJECT_UNAUTHORIZED,
      logger,
    }),
    demand: demandControl({ maxCost: environment.MAX_COST, listSize: environment.COST_LIST_SIZE }),
    propagation,
    cache,
  })
  if (sharing) cache?.onChange(() => sharing.forget())
  return {
    admit: createAdmission(verify, rates),
    rates,
    persisted: persistedQueries({
      mode: environment.PERSISTED_QUERIES,
      automatic: environment.AUTOMATIC_PERSISTED_QUERIES,
      published,
      logger,
    }),
    execute: sharing ? forgetAfterMutations(execute, sharing) : execute,
    propagate: (headers) => propagatedHeaders(headers, propagation),
    sharing,
    cors: createCors(environment.CORS_ORIGINS),
  }
}

/** Whoever is told of what a mutation has done is not given what was read before it. */
const forgetAfterMutations =
  (execute: Execute, sharing: Sharing<unknown>): Execute =>
  async (request) => {
    try {
      return await execute(request)
    } finally {
      if (request.operation.definition?.operation === 'mutation') sharing.forget()
    }
  }
