import { isId } from '@tradewind/service'
import { findVariant, listVariants, type Variant } from '../data/graphs.ts'
import { currentLaunch, latestLaunch } from '../data/launches.ts'
import { findList, findListById } from '../data/persisted-queries.ts'
import { listSubgraphSummaries } from '../data/subgraphs.ts'
import type { GraphRef } from '../domain/graph-ref.ts'
import type {
  GraphResolvers,
  GraphVariantResolvers,
  GraphVariantSubgraphResolvers,
  PartialSchemaResolvers,
} from './generated/types.ts'

const refOf = ({ graphId, name }: Variant): GraphRef => ({ graphId, variant: name })

export const Graph: GraphResolvers = {
  asActor: () => ({ type: 'GRAPH' }),
  variant: ({ id }, { name }, { services }) => findVariant(services.prisma, { graphId: id, variant: name }),
  variants: ({ id }, _, { services }) => listVariants(services.prisma, id),
  checkWorkflow: ({ id: graphId }, { id }, { services }) =>
    isId(id) ? services.checks.find(graphId, id) : null,
  persistedQueryList: ({ id: graphId }, { id }, { services }) => findListById(services.prisma, graphId, id),
}

export const GraphVariant: GraphVariantResolvers = {
  id: ({ graphId, name }) => `${graphId}@${name}`,
  subgraphs: (variant, _, { services }) =>
    variant.sourceVariant ? null : listSubgraphSummaries(services.prisma, refOf(variant)),
  async subgraph(variant, { name }, { services }) {
    const subgraphs = await listSubgraphSummaries(services.prisma, refOf(variant))
    return subgraphs.find((subgraph) => subgraph.name === name) ?? null
  },
  readme: ({ readme }) => ({ content: readme, lastUpdatedTime: null }),
  latestLaunch: (variant, _, { services }) => latestLaunch(services.prisma, refOf(variant)),
  latestApprovedLaunch: (variant, _, { services }) => currentLaunch(services.prisma, refOf(variant)),
  latestPublication: (variant, _, { services }) => currentLaunch(services.prisma, refOf(variant)),
  sourceVariant: ({ graphId, sourceVariant }, _, { services }) =>
    sourceVariant === null ? null : findVariant(services.prisma, { graphId, variant: sourceVariant }),
  persistedQueryList: ({ persistedQueryListId }, _, { services }) =>
    persistedQueryListId === null ? null : findList(services.prisma, persistedQueryListId),
  contractFilterConfigDescription: (variant) => (variant.sourceVariant ? describeContract(variant) : null),
}

export const GraphVariantSubgraph: GraphVariantSubgraphResolvers = {
  updatedAt: ({ updatedAt }) => updatedAt.toISOString(),
  activePartialSchema: ({ revisionId }) => ({ revisionId }),
}

export const PartialSchema: PartialSchemaResolvers = {
  sdl: async ({ revisionId }, _, { sdl }) => (await sdl.load(revisionId)) ?? '',
}

/** A contract in words. */
export function describeContract({
  name,
  sourceVariant,
  include,
  exclude,
  hideUnreachable,
}: Variant): string {
  const tags = (list: readonly string[]): string => (list.length > 0 ? list.join(', ') : '(none)')
  return [
    `Contract ${name} of ${sourceVariant}`,
    `Included tags: ${tags(include)}`,
    `Excluded tags: ${tags(exclude)}`,
    `Unreachable types are ${hideUnreachable ? 'hidden' : 'kept'}`,
  ].join('\n')
}
