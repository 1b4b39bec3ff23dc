import { BrokenCircuitError, circuitBreaker, handleWhen, SamplingBreaker } from 'cockatiel'
import type { Logger } from '@tradewind/service'
import { TimeoutError } from './dispatch.ts'
import type { Answer, Exchange } from './dispatch.ts'
import { RetryBudget } from './retry-budget.ts'
import { AbandonedError } from './sharing.ts'

export interface ResilienceOptions {
  /** How long a subgraph that fails is left alone before one request tries it again. */
  readonly breakerOpenMs: number
  readonly logger: Logger
}

/** Calls to one subgraph, with what keeps its faults from becoming worse. */
export type CallSubgraph = (isIdempotent: boolean, attempt: () => Exchange) => Exchange

/** What tells that the subgraph, or what is in front of it, could not be reached: the request was not executed. */
const gatewayStatuses = new Set([502, 503, 504])

/** An answer that is none: something between us and the subgraph gave it. */
class GatewayError extends Error {
  override readonly name = 'GatewayError'
}

/**
 * Repeats queries that did not get through once, within a budget; mutations never. When half of at least ten requests
 * of the last ten seconds failed, none is sent for a while: a subgraph that is down gets time to come back, and its
 * part of answers is missing at once and not after a time-out.
 */
export function createResilience(
  subgraph: string,
  { breakerOpenMs, logger }: ResilienceOptions,
): CallSubgraph {
  const budget = new RetryBudget()
  const breaker = circuitBreaker(
    handleWhen((error) => !(error instanceof AbandonedError)),
    {
      halfOpenAfter: breakerOpenMs,
      breaker: new SamplingBreaker({ threshold: 0.5, duration: 10_000, minimumRps: 1 }),
    },
  )
  breaker.onBreak(() => logger.error({ subgraph }, 'A subgraph fails; it is not asked until it recovers.'))
  breaker.onReset(() => logger.info({ subgraph }, 'A subgraph has recovered.'))

  return (isIdempotent, attempt) => {
    let underWay: Exchange | undefined
    let aborted: Error | undefined

    const once = (): Promise<Answer> =>
      breaker.execute(async () => {
        if (aborted) throw aborted
        underWay = attempt()
        const answer = await underWay.answer
        if (!gatewayStatuses.has(answer.status)) return answer
        throw new GatewayError(`It answered with HTTP status ${answer.status}.`)
      })

    async function twiceAtMost(): Promise<Answer> {
      budget.earn()
      try {
        return await once()
      } catch (error) {
        const isFinal =
          error instanceof AbandonedError ||
          error instanceof TimeoutError ||
          error instanceof BrokenCircuitError
        if (!isIdempotent || isFinal || !budget.spend()) throw error
        return once()
      }
    }

    return {
      answer: twiceAtMost(),
      abort(reason) {
        aborted = reason
        underWay?.abort(reason)
      },
    }
  }
}
