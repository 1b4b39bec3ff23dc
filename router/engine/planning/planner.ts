import { operationFromDocument, Supergraph } from '@apollo/federation-internals'
import { QueryPlanner } from '@apollo/query-planner'
import type { QueryPlan } from '@apollo/query-planner'
import type { DocumentNode, GraphQLSchema } from 'graphql'
import { stripSecurityDirectives } from '../../supergraph/security-directives.ts'
import { preferResolvableKeys } from './key-order.ts'
import { nameRequiredArguments } from './required-arguments.ts'
import type { RequiredArguments } from './required-arguments.ts'
import { restoreRequiredArguments } from './restore-arguments.ts'

/** Plans operations over one supergraph with the query planner of @apollo/gateway. */
export interface Planner {
  /** What clients see. */
  readonly schema: GraphQLSchema
  /** Everything, also what clients may not see: what fetches are made of. */
  readonly supergraphSchema: GraphQLSchema
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[]
  /** What is kept apart because one field is required with several arguments. */
  readonly requiredArguments: RequiredArguments
  /** Plans a validated operation; what it defers comes in parts. Takes milliseconds: keep the plan. */
  plan(document: DocumentNode, operationName: string | undefined): QueryPlan
}

/** Loads a supergraph; throws a sentence when it is not one, or not one that can be planned over. */
export function createPlanner(supergraphSdl: string): Planner {
  const sdl = stripSecurityDirectives(supergraphSdl)
  // A supergraph is checked in production, too: a bad one must not take the place of a good one.
  const supergraph = Supergraph.build(sdl, { validateSupergraph: true })
  const schema = supergraph.apiSchema().toGraphQLJSSchema({ includeDefer: true })

  const { sdl: plannable, requiredArguments } = nameRequiredArguments(preferResolvableKeys(sdl))
  const planned = plannable === sdl ? supergraph : Supergraph.build(plannable)
  const planner = new QueryPlanner(planned, { incrementalDelivery: { enableDefer: true } })
  const apiSchema = planned.apiSchema()

  return {
    schema,
    supergraphSchema: planned.schema.toGraphQLJSSchema(),
    subgraphs: supergraph.subgraphsMetadata(),
    requiredArguments,
    plan(document, operationName) {
      const operation = operationFromDocument(apiSchema, document, {
        ...(operationName !== undefined && { operationName }),
        validate: false,
      })
      return restoreRequiredArguments(planner.buildQueryPlan(operation), requiredArguments)
    },
  }
}
