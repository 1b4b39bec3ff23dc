import { Kind } from 'graphql'
import type { DocumentLimit } from './limit.ts'

/** How many operations a document may hold, of which one is executed. */
export const operationLimit = (max: number): DocumentLimit => ({
  code: 'OPERATION_LIMIT_EXCEEDED',
  max,
  measure: (document) =>
    document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION).length,
  explain: (operations) => `The document holds ${operations} operations; at most ${max} are allowed.`,
})
