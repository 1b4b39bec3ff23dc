import { foldSelections, sum } from './fold.ts'
import type { DocumentLimit } from './limit.ts'

/**
 * How many fields an operation may have, fragments written out: so does the query planner write them, and fragments
 * that spread the next one twice double with each. A few hundred bytes would keep it busy for minutes.
 */
export const fieldLimit = (max: number): DocumentLimit => ({
  code: 'FIELD_LIMIT_EXCEEDED',
  max,
  measure: (document) => foldSelections(document, (_, inner) => 1 + inner(), sum),
  explain: (fields) =>
    `The operation has ${fields} fields, fragments written out; at most ${max} are allowed.`,
})
