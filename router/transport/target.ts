import type { Logger } from '@tradewind/service'
import { subgraphSeconds } from '../observability/metrics.ts'
import type { Subgraph } from './client.ts'
import { createResilience } from './resilience.ts'
import type { CallSubgraph } from './resilience.ts'

/** What is known of a subgraph before a request for it comes. */
export interface Target {
  readonly origin: string
  readonly path: string
  readonly timeoutMs: number
  readonly call: CallSubgraph
  readonly observe: (outcome: Outcome, began: number) => void
}

/** How a call ended. */
export type Outcome = 'ok' | 'errors' | 'unavailable' | 'abandoned'

export interface TargetOptions {
  /** Of subgraphs that have none of their own. */
  readonly timeoutMs: number
  readonly timeoutsMs: ReadonlyMap<string, number> | undefined
  readonly breakerOpenMs: number
  readonly logger: Logger
}

/** Gives the target that a subgraph is, always the same one. */
export function createTargets(options: TargetOptions): (subgraph: Subgraph) => Target {
  const { timeoutMs, timeoutsMs, breakerOpenMs, logger } = options
  const targets = new WeakMap<Subgraph, Target>()
  return (subgraph) => {
    let target = targets.get(subgraph)
    if (!target) {
      const { origin, pathname, search } = new URL(subgraph.url)
      target = {
        origin,
        path: `${pathname}${search}`,
        timeoutMs: timeoutsMs?.get(subgraph.name) ?? timeoutMs,
        call: createResilience(subgraph.name, { breakerOpenMs, logger }),
        observe: measureCalls(subgraph.name),
      }
      targets.set(subgraph, target)
    }
    return target
  }
}

/** Observes the seconds since a call began; the histogram of each outcome is looked up once. */
function measureCalls(subgraph: string): Target['observe'] {
  const histograms = new Map<Outcome, ReturnType<typeof subgraphSeconds.labels>>()
  return (outcome, began) => {
    let histogram = histograms.get(outcome)
    if (!histogram) histograms.set(outcome, (histogram = subgraphSeconds.labels({ subgraph, outcome })))
    histogram.observe((performance.now() - began) / 1_000)
  }
}
