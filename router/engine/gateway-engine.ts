import { ApolloGateway } from '@apollo/gateway'
import type { Logger } from '@tradewind/service'
import { disableApolloTelemetry } from '../environment.ts'
import { stripSecurityDirectives } from '../supergraph/security-directives.ts'
import type { Subgraph, SubgraphClient } from '../transport/client.ts'
import type { CreateEngine, Engine, Operation } from './engine.ts'
import { createDataSource } from './data-source.ts'

export interface GatewayEngineOptions {
  readonly client: SubgraphClient
  /** Where a subgraph answers, if not where the supergraph says. */
  readonly subgraphUrls: ReadonlyMap<string, string>
  readonly logger: Logger
}

type GatewayRequest = Parameters<ApolloGateway['executor']>[0]

/** Engines that plan and execute with @apollo/gateway, one gateway for each supergraph. */
export function gatewayEngine({ client, subgraphUrls, logger }: GatewayEngineOptions): CreateEngine {
  disableApolloTelemetry()
  return async (supergraphSdl) => {
    const subgraphs: Subgraph[] = []
    const gateway = new ApolloGateway({
      supergraphSdl: stripSecurityDirectives(supergraphSdl),
      logger: logger.child({ part: 'gateway' }, { level: 'warn' }),
      // A supergraph is checked in production, too: a bad one must not take the place of a good one.
      validateSupergraph: true,
      __exposeQueryPlanExperimental: false,
      buildService({ name, url }) {
        const subgraph = { name, url: subgraphUrls.get(name) ?? url ?? '' }
        subgraphs.push(subgraph)
        return createDataSource(subgraph, client)
      },
    })
    // Without an Apollo key there is nothing for the gateway to be told.
    const { schema, executor } = await gateway.load()
    return {
      supergraphSdl,
      schema,
      subgraphs,
      execute: (operation) => executor(toGatewayRequest(operation, schema, logger)),
    }
  }
}

/** The parts of Apollo Server's request context that the gateway's executor reads. */
function toGatewayRequest(operation: Operation, schema: Engine['schema'], logger: Logger): GatewayRequest {
  const { document, source, hash, operationName, variables, caller } = operation
  const request: Partial<GatewayRequest> = {
    request: { query: source, operationName, variables },
    schema,
    document,
    source,
    queryHash: hash,
    operationName: operationName ?? null,
    context: caller,
    logger,
    metrics: {},
  }
  return request as GatewayRequest
}
