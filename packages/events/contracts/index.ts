/** The published language: every integration event, by the subgraph that publishes it. */
export * as identity from './identity.ts'
export * as catalog from './catalog.ts'
export * as inventory from './inventory.ts'
export * as ordering from './ordering.ts'
export * as payments from './payments.ts'
