import { checkHealth, liveResponse, routePlugin } from '@tradewind/service'
import type { HealthChecks, Logger } from '@tradewind/service'
import type { RouterPlugin } from './context.ts'
import type { SubgraphClient } from './transport/client.ts'
import type { Supergraph } from './supergraph/supergraph.ts'

/** Readiness is asked for by every balancer and replica; the subgraphs are asked no more often than this. */
const REMEMBER_MS = 1_000

/**
 * `/health/live` and `/health/ready`. A router that answers is ready: it has a supergraph, and what a subgraph cannot
 * give is null in an answer that is good otherwise. One subgraph's fault must not take every router from its balancer;
 * which subgraphs are not ready stands in the body.
 */
export function health(supergraph: Supergraph, client: SubgraphClient, logger: Logger): RouterPlugin {
  let asked = 0
  let answer: ReturnType<typeof checkHealth> | undefined

  supergraph.onChange(() => (answer = undefined))

  function askSubgraphs(): ReturnType<typeof checkHealth> {
    const { subgraphs } = supergraph.engine
    const checks: HealthChecks = Object.fromEntries(
      subgraphs.map((subgraph) => [subgraph.name, () => client.checkReady(subgraph)]),
    )
    return checkHealth(checks, logger)
  }

  async function ready(): Promise<Response> {
    if (!answer || performance.now() - asked > REMEMBER_MS) {
      asked = performance.now()
      answer = askSubgraphs()
    }
    return Response.json(
      { status: 'ready', checks: await answer },
      { headers: { 'cache-control': 'no-store' } },
    )
  }

  return routePlugin({ '/health/live': liveResponse, '/health/ready': ready }) as RouterPlugin
}
