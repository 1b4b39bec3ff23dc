import type { Check } from '../checks/types.ts'
import type { Finding } from '../composition/index.ts'
import type { Graph, Variant } from '../data/graphs.ts'
import type { Launch } from '../data/launches.ts'
import type { Subgraph } from '../data/subgraphs.ts'

import type { PersistedQueryList } from '../data/generated/client.ts'

/** What the resolvers of each type are given as their parent. */
export type GraphModel = Graph
export type GraphMutationModel = Graph
export type GraphVariantModel = Variant
export type GraphVariantMutationModel = Variant
export type GraphVariantSubgraphModel = Omit<Subgraph, 'sdl'>
/** The id of a revision: schemas are loaded together, and only when they are asked for. */
export type PartialSchemaModel = Pick<Subgraph, 'revisionId'>
export type LaunchModel = Launch
export type BuildErrorModel = Finding
export type SchemaCompositionErrorModel = Finding
export type SchemaPublicationModel = Launch
export type CheckWorkflowModel = Check
export type PersistedQueryListModel = PersistedQueryList
export type PersistedQueryListMutationModel = PersistedQueryList
