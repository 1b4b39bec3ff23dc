export { createComposer, type Composer, type ComposerLimits } from './composer.ts'
export { federationVersion } from './federation-version.ts'
export type { Composition, ContractFilter, Finding, SubgraphSchema } from './types.ts'
