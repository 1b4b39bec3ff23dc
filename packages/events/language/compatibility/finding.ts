/** Why a change of a published version is not allowed. */
export type Rule =
  | 'version-removed'
  | 'publisher-changed'
  | 'field-removed'
  | 'field-required'
  | 'field-optional'
  | 'default-changed'
  | 'type-changed'
  | 'value-added'
  | 'value-removed'
  | 'constraint-tightened'
  | 'constraint-loosened'

/** One thing wrong with a change, of one field of one schema. */
export interface Change {
  readonly rule: Rule
  /** From the root of the data: `lines[].quantity`; empty for the data itself. */
  readonly field: string
  /** What is different and whom that hurts, in a sentence. */
  readonly problem: string
}

/** A change of an event, and who is listening to it. */
export interface Finding extends Change {
  readonly event: string
  readonly subscribers: readonly string[]
}

/**
 * The two directions in which versions of a schema meet. Subgraphs are deployed one at a time, so a subscriber of the
 * release before reads what the new publisher writes; and outboxes, queues and failed sets still hold what the old one
 * wrote, which a new subscriber reads.
 */
export const FORWARD = 'Subscribers that still have the old contract refuse such events.'
export const BACKWARD = 'Events published before, in outboxes and queues, are refused by the new contract.'
