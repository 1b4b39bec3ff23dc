import type { Finding } from '../composition/index.ts'
import type { Actor, GitContext } from '../domain/history.ts'

export type { Actor, GitContext }
/** An error or hint of composition. */
export type CompositionFinding = Finding

/** What a change can do to a client, before anybody asked whether a client uses what changed. */
export type Criticality = 'BREAKING' | 'DANGEROUS' | 'SAFE'

/** What a change does to the clients there are: rover prints the first as a failure, the second as passed. */
export type Severity = 'FAILURE' | 'NOTICE'

/** `BLOCKED`: it could not run, since one before it failed. */
export type TaskStatus = 'PASSED' | 'FAILED' | 'BLOCKED'

/** A difference between two API schemas. */
export interface SchemaChange {
  /** The kind of change, e.g. `FIELD_REMOVED`; all of them with their criticality are in diff/codes.ts. */
  readonly code: string
  readonly criticality: Criticality
  /** What changed, as a schema coordinate: `Product.title`, `Query.product(id:)`, `OrderStatus.PLACED`, `@tag`. */
  readonly coordinate: string
  /** A sentence in Markdown: names in backticks. */
  readonly description: string
}

/** A client that sent an operation within the validation period. An unnamed client has empty strings. */
export interface ClientUsage {
  readonly name: string
  readonly version: string
  readonly requests: number
}

/** An operation that clients really sent and that a change would break. */
export interface AffectedOperation {
  /** SHA-256 of its signature, hexadecimal: its address on the pages. */
  readonly id: string
  /** Empty for an anonymous operation. */
  readonly name: string
  readonly requests: number
  /** Most requests first; at most the first 10. */
  readonly clients: readonly ClientUsage[]
}

/** A change, and what it means for the operations that were sent. */
export interface ChangeFinding extends SchemaChange {
  readonly severity: Severity
  /** Most requests first; at most the first 20, `affectedCount` says how many there are. */
  readonly affected: readonly AffectedOperation[]
  readonly affectedCount: number
}

/** A place in an SDL document: line and column from 1, bytes from 0. */
export interface SourcePosition {
  readonly byteOffset: number
  readonly line: number
  readonly column: number
}

/** What the linter says of one definition, in the words of Apollo's rules. */
export interface LintDiagnostic {
  /** E.g. `FIELD_NAMES_SHOULD_BE_CAMEL_CASE`. */
  readonly rule: string
  readonly level: 'ERROR' | 'WARNING'
  readonly coordinate: string
  readonly message: string
  readonly sourceLocations: readonly { readonly start: SourcePosition; readonly end: SourcePosition }[]
}

/** Whether the subgraph composes with the others of its variant. */
export interface CompositionTask {
  readonly kind: 'COMPOSITION'
  readonly status: TaskStatus
  /** Whether the supergraph would differ from the present one. */
  readonly supergraphModified: boolean
  readonly errors: readonly CompositionFinding[]
  readonly hints: readonly CompositionFinding[]
}

/** Whether the changes of the API schema break operations that were sent. */
export interface OperationsTask {
  readonly kind: 'OPERATIONS'
  readonly status: TaskStatus
  /** Failures first, then by criticality; at most the first 1000. */
  readonly changes: readonly ChangeFinding[]
  /** How many more there are. */
  readonly omittedChanges?: number
  /** How many distinct operations were held against the changes. */
  readonly checkedOperations: number
}

export interface LintTask {
  readonly kind: 'LINT'
  readonly status: TaskStatus
  readonly diagnostics: readonly LintDiagnostic[]
  readonly errorsCount: number
  readonly warningsCount: number
}

/** What `npm run events:check -- --report` said of the same commit; there is no such task without a report. */
export interface EventsTask {
  readonly kind: 'EVENTS'
  readonly status: TaskStatus
  /** What the contracts were compared with, e.g. `main (3f2a91c)`. */
  readonly comparedWith: string
  readonly reportedAt: string
  readonly findings: readonly EventsFinding[]
}

/** An incompatible change of a published event version. */
export interface EventsFinding {
  /** The versioned event type, e.g. `ordering.order.placed.v1`; empty for what concerns them all. */
  readonly event: string
  /** From the root of its data, e.g. `lines[].quantity`; empty for the event itself. */
  readonly field: string
  /** The kind of change, e.g. `field-removed`. */
  readonly rule: string
  readonly problem: string
  readonly subscribers: readonly string[]
}

/** What the change does to the contract variants that are filtered from this one. */
export interface DownstreamTask {
  readonly kind: 'DOWNSTREAM'
  readonly status: TaskStatus
  readonly results: readonly DownstreamResult[]
}

export interface DownstreamResult {
  readonly variant: string
  readonly status: TaskStatus
  readonly errors: readonly CompositionFinding[]
  /** As those of the operations task. */
  readonly changes: readonly ChangeFinding[]
  readonly omittedChanges?: number
}

/** A part of a check. A check fails when one of them does. */
export type CheckTask = CompositionTask | OperationsTask | LintTask | EventsTask | DownstreamTask

/** Which operations count as used. */
export interface CheckConfig {
  /** The validation period. */
  readonly from: Date
  readonly to: Date
  /** An operation counts from so many requests in the period on; 1 at least. */
  readonly queryCountThreshold: number
  /** … and from this part of all requests in the period on: 0 to 1. */
  readonly queryCountThresholdPercentage: number
}

/** What to check: the schema a subgraph would be published with. */
export interface SubgraphCheckRequest {
  readonly graphId: string
  readonly variant: string
  readonly subgraph: string
  readonly sdl: string
  /** The routing URL; without it the present one. */
  readonly url?: string
  readonly git: GitContext
  /** What is left out is taken from the variant's configuration. */
  readonly config: Partial<CheckConfig>
  readonly who: Actor
}

/** What to check: a whole API schema (`rover graph check`). */
export type GraphCheckRequest = Omit<SubgraphCheckRequest, 'subgraph' | 'url'>

/** A check that was run, stored for good with all it found. */
export interface Check {
  readonly id: string
  readonly graphId: string
  readonly variant: string
  /** `null` for a check of a whole graph. */
  readonly subgraph: string | null
  readonly status: 'PASSED' | 'FAILED'
  readonly sdl: string
  /** The launch whose schema it was compared with; `null` when there was none. */
  readonly baseLaunchId: string | null
  readonly git: GitContext
  readonly config: CheckConfig
  readonly tasks: readonly CheckTask[]
  readonly who: Actor
  readonly createdAt: Date
}
