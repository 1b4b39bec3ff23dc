import { foldSelections } from './fold.ts'
import type { DocumentLimit } from './limit.ts'

/**
 * How deep fields may lie inside each other. Introspection counts nothing: the schema is finite, and graphql-js
 * itself bounds the lists of introspection that could nest.
 */
export const depthLimit = (max: number): DocumentLimit => ({
  code: 'DEPTH_LIMIT_EXCEEDED',
  max,
  measure: (document) =>
    foldSelections(document, (node, inner) => (node.name.value.startsWith('__') ? 0 : 1 + inner()), Math.max),
  explain: (depth) => `The operation is ${depth} fields deep; at most ${max} are allowed.`,
})
