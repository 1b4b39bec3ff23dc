import { foldSelections, sum } from './fold.ts'
import type { DocumentLimit } from './limit.ts'

/** How many fields of the query or mutation type one operation may ask for: each is a request of its own, in effect. */
export const rootFieldLimit = (max: number): DocumentLimit => ({
  code: 'ROOT_FIELD_LIMIT_EXCEEDED',
  max,
  measure: (document) => foldSelections(document, () => 1, sum),
  explain: (fields) => `The operation has ${fields} root fields; at most ${max} are allowed.`,
})
