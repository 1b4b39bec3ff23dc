import { setImmediate } from 'node:timers/promises'
import type { Logger } from '@tradewind/service'
import { getOperationAST, validate } from 'graphql'
import type { DocumentNode } from 'graphql'
import { addEntityKeys, readEntityKeys } from '../cache/entity-keys.ts'
import { DocumentCache } from '../document-cache.ts'
import type { Subgraph, SubgraphClient } from '../transport/client.ts'
import type { CreateEngine, Engine, UsedOperation } from './engine.ts'
import { compileSubscription } from './live/subscription.ts'
import type { StartSubscription } from './live/subscription.ts'
import type { LiveOptions } from './live/upstream.ts'
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
  readonly live?: LiveOptions
}

interface Compiled<Start> {
  readonly source: string
  readonly document: DocumentNode
  readonly operationName: string | undefined
  readonly withKeys: boolean
  readonly start: Start
  uses: number
}

const liveByDefault: LiveOptions = { resubscribeMs: 30_000, queue: 100, answerTimeoutMs: 30_000 }

/**
 * Engines that plan with the planner of @apollo/gateway and execute with functions compiled once for each operation.
 */
export function compiledEngine({
  client,
  subgraphUrls,
  logger,
  cachedCharacters = 1_000_000,
  live = liveByDefault,
}: CompiledEngineOptions): CreateEngine {
  return async (supergraphSdl) => {
    const planner = createPlanner(supergraphSdl)
    const subgraphs: Subgraph[] = planner.subgraphs.map(({ name, url }) => ({
      name,
      url: subgraphUrls.get(name) ?? url,
    }))
    const byName = new Map(subgraphs.map((subgraph) => [subgraph.name, subgraph]))
    const compiler = { planner, subgraphs: byName, client, logger }
    const operations = new DocumentCache<Compiled<ExecuteOperation>>(cachedCharacters)
    const subscriptions = new DocumentCache<Compiled<StartSubscription>>(cachedCharacters)

    const keys = readEntityKeys(supergraphSdl, planner.schema)

    /** What an operation was compiled to, compiled at its first use. */
    function compiled<Start>(
      operation: Omit<UsedOperation, 'uses'>,
      known: DocumentCache<Compiled<Start>>,
      compile: (document: DocumentNode, operationName: string | undefined) => Start,
    ): Compiled<Start> {
      const { source, document, operationName, withKeys = false } = operation
      const key = `${withKeys ? 'keys' : ''}\n${operationName ?? ''}\n${source}`
      let found = known.get(key)
      if (!found) {
        const start = compile(document, operationName)
        found = { source, document, operationName, withKeys, start, uses: 0 }
        known.set(key, found)
      }
      return found
    }
    const executed = (operation: Omit<UsedOperation, 'uses'>): Compiled<ExecuteOperation> =>
      compiled(operation, operations, (document, operationName) => {
        const fetched = operation.withKeys ? addEntityKeys(document, keys, planner.schema) : document
        return compileOperation(compiler, document, operationName, fetched)
      })
    const subscribed = (operation: Omit<UsedOperation, 'uses'>): Compiled<StartSubscription> =>
      compiled(operation, subscriptions, (...chosen) => compileSubscription(compiler, live, ...chosen))

    const engine: Engine = {
      supergraphSdl,
      schema: planner.schema,
      subgraphs,
      async execute(operation) {
        const { observe } = operation
        const known = executed(observe ? { ...operation, withKeys: true } : operation)
        known.uses += 1
        return known.start(operation.variables, operation.caller, operation)
      },
      async subscribe(operation) {
        const known = subscribed(operation)
        known.uses += 1
        return known.start(operation.variables, operation.caller)
      },
      mostUsed: (count) =>
        [...operations.values(), ...subscriptions.values()]
          .toSorted((a, b) => b.uses - a.uses)
          .slice(0, count),
      async warm(used) {
        for (const operation of used) {
          // An operation that the new schema does not have is refused when it comes, as any other.
          if (validate(planner.schema, operation.document, undefined, { maxErrors: 1 }).length > 0) continue
          try {
            const definition = getOperationAST(operation.document, operation.operationName)
            if (definition?.operation === 'subscription') subscribed(operation)
            else executed(operation)
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
