import { liveResponse, readyResponse, routePlugin } from '@tradewind/service'
import type { HealthChecks, Logger } from '@tradewind/service'
import type { RouterPlugin } from './context.ts'
import type { SubgraphClient } from './transport/client.ts'
import type { Supergraph } from './supergraph/supergraph.ts'

/** Readiness is asked for by every balancer and replica; the subgraphs are asked no more often than this. */
const REMEMBER_MS = 1_000

/** `/health/live` and `/health/ready`: ready while the supergraph is loaded and every subgraph of it is ready. */
export function health(supergraph: Supergraph, client: SubgraphClient, logger: Logger): RouterPlugin {
  let asked = 0
  let answer: Promise<Response> | undefined

  supergraph.onChange(() => (answer = undefined))

  function askSubgraphs(): Promise<Response> {
    const { subgraphs } = supergraph.engine
    const checks: HealthChecks = Object.fromEntries(
      subgraphs.map((subgraph) => [subgraph.name, () => client.checkReady(subgraph)]),
    )
    return readyResponse(checks, logger)
  }

  async function ready(): Promise<Response> {
    if (!answer || performance.now() - asked > REMEMBER_MS) {
      asked = performance.now()
      answer = askSubgraphs()
    }
    return (await answer).clone()
  }

  return routePlugin({ '/health/live': liveResponse, '/health/ready': ready }) as RouterPlugin
}
