import type { DocumentNode, ExecutionResult, GraphQLError, GraphQLSchema } from 'graphql'
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
  /** Whether the client takes an answer in parts; otherwise `@defer` is ignored and everything comes at once. */
  readonly incremental?: boolean
  /**
   * Is shown what was fetched, with the keys of all entities in it, for which subgraphs are then asked, too. It is not
   * called for an answer in parts.
   */
  readonly observe?: ((fetched: Readonly<Record<string, unknown>>) => void) | undefined
}

/** A part of an answer that was deferred: what it adds to the object at its path. */
export interface IncrementalPart {
  /** Names and list indices of the client's response. */
  readonly path: readonly (string | number)[]
  /** As the client named it: `@defer(label:)`. */
  readonly label?: string
  /** Null where nulls moved up to the part's object; they do not move further. */
  readonly data: Record<string, unknown> | null
  readonly errors?: readonly GraphQLError[]
}

/**
 * An answer in parts, in the shape of graphql-js 17.0.0-alpha.2, which is what Apollo's clients read. It is as the
 * proposal of 2020 has it: https://github.com/graphql/graphql-spec/pull/742
 */
export interface IncrementalResult {
  readonly initialResult: ExecutionResult & { readonly hasNext: true }
  /** In the order in which they are ready, each after the part that its object is in; the last one has no next. */
  readonly subsequentResults: AsyncGenerator<SubsequentResult, void>
}

export interface SubsequentResult {
  readonly incremental?: readonly IncrementalPart[]
  readonly hasNext: boolean
  readonly extensions?: ExecutionResult['extensions']
}

/** An operation that has been executed, and how often. */
export interface UsedOperation {
  readonly source: string
  readonly document: DocumentNode
  readonly operationName: string | undefined
  /** Whether it was executed with the keys of the entities in it. */
  readonly withKeys?: boolean
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
  /**
   * Resolves with what could be had; a subgraph that fails leaves nulls and errors with their paths. The answer comes
   * in parts where the operation has an active `@defer` and is incremental; the caller's signal ends those to come.
   */
  execute(operation: Operation): Promise<ExecutionResult | IncrementalResult>
  /**
   * Starts a subscription. Resolves with its answers as they come, or with the errors for which there are none. They
   * end when the subgraph ends them; an answer whose errors have the code SUBSCRIPTION_TOO_SLOW or
   * SUBGRAPH_UNAVAILABLE and that has no data is the last. `return()`, or the caller's signal, lets go of the subgraph.
   * Identical subscriptions are given the very same objects, so nobody may change them.
   */
  subscribe(operation: Operation): Promise<AsyncGenerator<ExecutionResult, void> | ExecutionResult>
  /** The operations that it executed most, the first ones first. */
  mostUsed?(count: number): readonly UsedOperation[]
  /** Gets ready for operations before the first request for them; those that are not valid here are passed over. */
  warm?(operations: readonly UsedOperation[]): Promise<void>
}

/** Makes the engine of a supergraph; throws a sentence when the supergraph is not acceptable. */
export type CreateEngine = (supergraphSdl: string) => Promise<Engine>
