import type { GraphQLDataSource } from '@apollo/gateway'
import type { Subgraph, SubgraphCaller, SubgraphClient } from '../transport/client.ts'

type Process = GraphQLDataSource['process']

/** Lets the gateway fetch from a subgraph through our client. */
export function createDataSource(subgraph: Subgraph, client: SubgraphClient): GraphQLDataSource {
  return {
    process: async ({ request, context, ...options }: Parameters<Process>[0]) => {
      const { query = '', operationName, variables } = request
      const path = 'pathInIncomingRequest' in options ? options.pathInIncomingRequest : undefined
      return client.send(
        subgraph,
        { query, operationName, variables },
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
