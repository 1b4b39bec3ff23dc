import { createTokenVerifier } from '@tradewind/service'
import { createAdmission } from './admission.ts'
import type { Admit } from './admission.ts'
import { createAuthorisation } from './authorisation/authorise.ts'
import { mappedPolicies } from './authorisation/policies.ts'
import { createExecution } from './execution.ts'
import type { Execute } from './execution.ts'
import { createCors } from './http/cors.ts'
import type { Cors } from './http/cors.ts'
import { compilePropagation } from './http/propagation.ts'
import { demandControl } from './limits/cost/demand.ts'
import type { RouterParts } from './parts.ts'
import { persistedQueries } from './persisted/index.ts'
import type { PersistedQueries } from './persisted/index.ts'
import { rateLimits } from './rate-limit/rate-limit.ts'
import type { RateLimits } from './rate-limit/rate-limit.ts'

/** What is done to a request, as functions that know nothing of what reads it and writes its answer. */
export interface Steps {
  readonly admit: Admit
  readonly rates: RateLimits
  readonly persisted: PersistedQueries
  readonly execute: Execute
  readonly cors: Cors
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
  return {
    admit: createAdmission(verify, rates),
    rates,
    persisted: persistedQueries({
      mode: environment.PERSISTED_QUERIES,
      automatic: environment.AUTOMATIC_PERSISTED_QUERIES,
      published,
      logger,
    }),
    execute: createExecution({
      authorise: createAuthorisation({
        policies: policies ?? mappedPolicies(environment.POLICIES),
        rejectUnauthorised: environment.REJECT_UNAUTHORIZED,
        logger,
      }),
      demand: demandControl({ maxCost: environment.MAX_COST, listSize: environment.COST_LIST_SIZE }),
      propagation: compilePropagation(environment.HEADER_RULES),
      cache,
    }),
    cors: createCors(environment.CORS_ORIGINS),
  }
}
