import type { Contract } from './read-contracts.ts'

/** The published language: what may be said, and who listens. */
export interface Language {
  readonly contracts: readonly Contract[]
  /** The subgraphs that subscribe to an event, by its type; those that ended their subscription are not among them. */
  readonly subscribers: ReadonlyMap<string, readonly string[]>
}
