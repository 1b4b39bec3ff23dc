import { Kind } from 'graphql'
import type { RouterPlugin } from '../context.ts'
import { refusal } from '../errors/errors.ts'
import type { DocumentLimit } from './limit.ts'

/** How many operations a document may hold, of which one is executed. */
export const operationLimit = (max: number): DocumentLimit => ({
  code: 'OPERATION_LIMIT_EXCEEDED',
  max,
  measure: (document) =>
    document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION).length,
  explain: (operations) => `The document holds ${operations} operations; at most ${max} are allowed.`,
})

/** One operation in one request: a list of them would pass by every limit that counts requests. */
export const noBatching = (): RouterPlugin => ({
  onRequestParse: () => ({
    onRequestParseDone({ requestParserResult }) {
      if (!Array.isArray(requestParserResult)) return
      throw refusal('BATCHING_NOT_SUPPORTED', 'Send one operation in a request, not a list of them.')
    },
  }),
})
