/**
 * The published language: the integration events of the subgraphs that Tradewind comes with, by publisher. Those of a
 * further subgraph need no entry here: they are imported by file, `@tradewind/events/contracts/<subgraph>`.
 */
export * as identity from './identity.ts'
export * as catalog from './catalog.ts'
export * as inventory from './inventory.ts'
export * as ordering from './ordering.ts'
export * as payments from './payments.ts'
