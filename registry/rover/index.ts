import { readFileSync } from 'node:fs'
import { createSchema } from 'graphql-yoga'
import type { Context } from '../context.ts'
import type { Resolvers } from './generated/types.ts'
import { checkResolvers } from './check.ts'
import { Graph, GraphVariant, GraphVariantSubgraph, PartialSchema } from './graph.ts'
import { GraphMutation, GraphVariantMutation } from './graph-mutation.ts'
import { Launch, SchemaPublication } from './launch.ts'
import { PersistedQueryListMutation } from './persisted-query-list.ts'
import { Query } from './query.ts'

const resolvers: Resolvers = {
  ...checkResolvers,
  Query,
  Mutation: { graph: (parent, input, context) => Query.graph(parent, input, context) },
  Graph,
  GraphVariant,
  GraphVariantSubgraph,
  PartialSchema,
  Launch,
  SchemaPublication,
  GraphMutation,
  GraphVariantMutation,
  PersistedQueryListMutation,
}

/** What rover asks, answered. */
export const createRoverSchema = () =>
  createSchema<Context>({
    typeDefs: readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8'),
    resolvers: resolvers as never,
  })
