import { setImmediate } from 'node:timers/promises'
import type { Logger } from '@tradewind/service'
import { validate } from 'graphql'
import type { DocumentNode } from 'graphql'
import { DocumentCache } from '../document-cache.ts'
import { refusal } from '../errors/errors.ts'
import type { Subgraph, SubgraphClient } from '../transport/client.ts'
import type { CreateEngine, Engine, UsedOperation } from './engine.ts'
import { compileOperation } from './operation.ts'
import type { ExecuteOperation } from './operation.ts'
import { createPlanner } from './planning/planner.ts'

export interface CompiledEngineOptions {
  readonly client: SubgraphClient
  /** Where a subgraph answers, if not where the supergraph says. */
  readonly subgraphUrls: ReadonlyMap<string, string>
  readonly logger: Logger
  /** Compiled operations are kept up to this many characters of text together. */
  readonly cachedCharacters?: number
}

interface Compiled {
  readonly source: string
  readonly document: DocumentNode
  readonly operationName: string | undefined
  readonly execute: ExecuteOperation
  uses: number
}

/**
 * Engines that plan with the planner of @apollo/gateway and execute with functions compiled once for each operation.
 */
export function compiledEngine({
  client,
  subgraphUrls,
  logger,
  cachedCharacters = 1_000_000,
}: CompiledEngineOptions): CreateEngine {
  return async (supergraphSdl) => {
    const planner = createPlanner(supergraphSdl)
    const subgraphs: Subgraph[] = planner.subgraphs.map(({ name, url }) => ({
      name,
      url: subgraphUrls.get(name) ?? url,
    }))
    const byName = new Map(subgraphs.map((subgraph) => [subgraph.name, subgraph]))
    const operations = new DocumentCache<Compiled>(cachedCharacters)

    function compiled(operation: Omit<UsedOperation, 'uses'>): Compiled {
      const { source, document, operationName } = operation
      const key = operationName === undefined ? source : `${operationName}\n${source}`
      let known = operations.get(key)
      if (!known) {
        const execute = compileOperation({ planner, subgraphs: byName, client }, document, operationName)
        known = { source, document, operationName, execute, uses: 0 }
        operations.set(key, known)
      }
      return known
    }

    const engine: Engine = {
      supergraphSdl,
      schema: planner.schema,
      subgraphs,
      async execute(operation) {
        const known = compiled(operation)
        known.uses += 1
        return known.execute(operation.variables, operation.caller)
      },
      subscribe: async () => ({ errors: [refusal('BAD_REQUEST', 'Subscriptions are not offered here.')] }),
      mostUsed: (count) =>
        operations
          .values()
          .toSorted((a, b) => b.uses - a.uses)
          .slice(0, count),
      async warm(used) {
        for (const operation of used) {
          // An operation that the new schema does not have is refused when it comes, as any other.
          if (validate(planner.schema, operation.document, undefined, { maxErrors: 1 }).length > 0) continue
          try {
            compiled(operation)
          } catch (error) {
            logger.warn({ err: error }, 'An operation could not be planned over the new supergraph.')
          }
          // Planning takes milliseconds; requests under way are answered in between.
          await setImmediate()
        }
      },
    }
    return engine
  }
}
