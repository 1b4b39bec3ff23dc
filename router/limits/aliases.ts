import { foldSelections, sum } from './fold.ts'
import type { DocumentLimit } from './limit.ts'

/** How many aliases an operation may have: each can make a subgraph do the work of its field once more. */
export const aliasLimit = (max: number): DocumentLimit => ({
  code: 'ALIAS_LIMIT_EXCEEDED',
  max,
  measure: (document) => foldSelections(document, (node, inner) => (node.alias ? 1 : 0) + inner(), sum),
  explain: (aliases) =>
    `The operation has ${aliases} aliases, fragments written out; at most ${max} are allowed.`,
})
