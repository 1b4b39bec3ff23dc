import type { FieldNode } from 'graphql'
import { foldSelections } from './fold.ts'
import type { DocumentLimit } from './limit.ts'

/**
 * Introspection counts nothing: the schema is finite, and graphql-js itself bounds the lists of introspection that could
 * nest.
 */
const ofField = ({ name }: FieldNode, inner: () => number): number =>
  name.value.startsWith('__') ? 0 : 1 + inner()

/** How deep fields may lie inside each other. */
export const depthLimit = (max: number): DocumentLimit => ({
  code: 'DEPTH_LIMIT_EXCEEDED',
  max,
  measure: (document) => foldSelections(document, ofField, Math.max),
  explain: (depth) => `The operation is ${depth} fields deep; at most ${max} are allowed.`,
})

/** Between a field and one inside it: components that spread each other's fragments come to two or three. */
const FRAGMENTS_FOR_A_FIELD = 3

/**
 * How deep fields and fragments may lie inside each other. The query planner goes down into each, and a thousand
 * fragments around one field are more than its stack holds.
 */
export function nestingLimit(maxDepth: number): DocumentLimit {
  const max = maxDepth * (1 + FRAGMENTS_FOR_A_FIELD)
  return {
    code: 'DEPTH_LIMIT_EXCEEDED',
    max,
    measure: (document) => foldSelections(document, ofField, Math.max, (inner) => 1 + inner),
    explain: (depth) =>
      `Fields and fragments of the operation are ${depth} deep; at most ${max} are allowed.`,
  }
}
