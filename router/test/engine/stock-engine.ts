import { ApolloGateway } from '@apollo/gateway'
import type { GraphQLDataSource } from '@apollo/gateway'
import type { Logger } from '@tradewind/service'
import { stripSecurityDirectives } from '../../supergraph/security-directives.ts'
import type { Subgraph, SubgraphCaller, SubgraphClient } from '../../transport/client.ts'
import type { CreateEngine, Engine, Operation } from '../../engine/engine.ts'

export interface StockEngineOptions {
  readonly client: SubgraphClient
  /** Where a subgraph answers, if not where the supergraph says. */
  readonly subgraphUrls: ReadonlyMap<string, string>
  readonly logger: Logger
}

type GatewayRequest = Parameters<ApolloGateway['executor']>[0]

/** Engines that plan and execute with @apollo/gateway: what the engine of our own is compared with. */
export function stockEngine({ client, subgraphUrls, logger }: StockEngineOptions): CreateEngine {
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
      subscribe: () => Promise.reject(new Error('The gateway has no subscriptions.')),
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

type Process = GraphQLDataSource['process']

/** Lets the gateway fetch from a subgraph through our client. */
function createDataSource(subgraph: Subgraph, client: SubgraphClient): GraphQLDataSource {
  return {
    process: async ({ request, context, ...options }: Parameters<Process>[0]) => {
      const { query = '', operationName, variables } = request
      const path = 'pathInIncomingRequest' in options ? options.pathInIncomingRequest : undefined
      const body = JSON.stringify({ query, operationName, variables })
      return client.send(
        subgraph,
        { body, idempotent: !/^\s*mutation/.test(query) },
        context as SubgraphCaller,
        toPath(path),
      )
    },
  }
}

/** The part of a plan's path that is the same for every entity of a fetch: up to the first list (`@`). */
function toPath(planPath: readonly unknown[] = []): (string | number)[] {
  const path: (string | number)[] = []
  for (const key of planPath) {
    if (key === '@' || (typeof key !== 'string' && typeof key !== 'number')) break
    path.push(key)
  }
  return path
}
