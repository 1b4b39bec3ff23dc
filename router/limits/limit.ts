import type { DocumentNode } from 'graphql'
import type { RouterErrorCode } from '../errors/codes.ts'

/** A bound on a parsed document that is checked before the document is validated. */
export interface DocumentLimit {
  readonly code: RouterErrorCode
  readonly max: number
  /** How much of it a document has; linear in the document's size. */
  measure(document: DocumentNode): number
  /** The sentence for a document that has more. */
  explain(measured: number): string
}
