import { requireKey, type Context } from '../context.ts'
import { findGraph, findVariant, type Graph } from '../data/graphs.ts'
import { parseGraphRef } from '../domain/graph-ref.ts'

/** A key opens its own graph; of any other nobody is told whether there is one. */
async function graphOf(context: Context, id: string): Promise<Graph | null> {
  const key = requireKey(context, 'READ')
  return key.graphId === id ? await findGraph(context.services.prisma, id) : null
}

export const Query = {
  frontendUrlRoot: (_: unknown, _arguments: unknown, { services }: Context) => services.publicUrl,

  graph: (_: unknown, { id }: { id: string }, context: Context) => graphOf(context, id),

  async me(_: unknown, _arguments: unknown, { key, services }: Context) {
    const graph = key && (await findGraph(services.prisma, key.graphId))
    return graph && { __typename: 'Graph' as const, ...graph }
  },

  async variant(_: unknown, { ref }: { ref: string }, context: Context) {
    const parsed = parseGraphRef(ref)
    if (!parsed) {
      const message = 'A graph ref is a graph and a variant, like "tradewind@current".'
      return { __typename: 'InvalidRefFormat' as const, message }
    }
    const graph = await graphOf(context, parsed.graphId)
    const variant = graph && (await findVariant(context.services.prisma, parsed))
    return variant && { __typename: 'GraphVariant' as const, ...variant }
  },
}
