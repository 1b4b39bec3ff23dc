import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql'
import type { Subgraph, SubgraphCaller } from '../transport/client.ts'

/** A validated operation that is to be executed. */
export interface Operation {
  readonly document: DocumentNode
  /** The text the document was parsed from, and its SHA-256 in hex: plans are kept under it. */
  readonly source: string
  readonly hash: string
  readonly operationName: string | undefined
  /** As the client sent them; they have been checked against the operation's variable definitions. */
  readonly variables: Readonly<Record<string, unknown>>
  /** On whose behalf subgraphs are called. */
  readonly caller: SubgraphCaller
}

/** An operation that has been executed, and how often. */
export interface UsedOperation {
  readonly source: string
  readonly document: DocumentNode
  readonly operationName: string | undefined
  readonly uses: number
}

/**
 * Plans and executes operations over one supergraph, and never changes: a new supergraph is a new engine.
 * This is the seam between the router and what executes its queries.
 */
export interface Engine {
  /** The supergraph's text, with the directives that the gateway is not shown. */
  readonly supergraphSdl: string
  /** The API schema clients see; operations are validated against it. */
  readonly schema: GraphQLSchema
  readonly subgraphs: readonly Subgraph[]
  /** Resolves with what could be had; a subgraph that fails leaves nulls and errors with their paths. */
  execute(operation: Operation): Promise<ExecutionResult>
  /** The operations that it executed most, the first ones first. */
  mostUsed?(count: number): readonly UsedOperation[]
  /** Gets ready for operations before the first request for them; those that are not valid here are passed over. */
  warm?(operations: readonly UsedOperation[]): Promise<void>
}

/** Makes the engine of a supergraph; throws a sentence when the supergraph is not acceptable. */
export type CreateEngine = (supergraphSdl: string) => Promise<Engine>
