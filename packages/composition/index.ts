export { composeSubgraphs, type Composition, type SubgraphSource } from './compose.ts'
export { filterSupergraph, type ContractFilter } from './contract.ts'
export { apiSchemaOf } from './api-schema.ts'
export { type Finding, type Location } from './finding.ts'
