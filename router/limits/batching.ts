import type { GraphQLParams } from 'graphql-yoga'
import type { RequestRecord, RouterPlugin } from '../context.ts'
import { refusal } from '../errors/errors.ts'
import { newRecord, noteErrors } from '../observability/record.ts'
import type { RateLimits } from '../rate-limit/rate-limit.ts'

/**
 * How many operations one request may hold as a list. With 1, no list is taken: it would pass by every limit that counts
 * requests. Each operation of a list goes through the router by itself, beside the others, with a record of its own: what
 * is known of one (that it was named by id, for one) must not be believed of the next. For the limits of rate each is a
 * request. The answers come as a list in the same order, all at once.
 */
export function batching(max: number, { byClient, byUser }: RateLimits): RouterPlugin {
  const records = new WeakMap<object, RequestRecord>()
  return {
    onRequestParse: ({ request, serverContext }) => ({
      async onRequestParseDone({ requestParserResult }) {
        if (!Array.isArray(requestParserResult)) return
        const operations: readonly unknown[] = requestParserResult
        checkBatch(operations, max)
        // The first was counted with the request.
        const further = operations.slice(1)
        if (byClient) await Promise.all(further.map(() => byClient(serverContext, request.headers)))
        if (byUser) await Promise.all(further.map(() => byUser(serverContext)))
        serverContext.record.batch = operations.map((operation) => {
          const record = newRecord()
          records.set(operation, record)
          return record
        })
      },
    }),
    onParams({ params, context }) {
      const record = records.get(params)
      // What Yoga gives each operation of a batch inherits what the request carries.
      if (record) Object.assign(context, { record, isIncremental: false })
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const { params } = args.contextValue as { readonly params: GraphQLParams }
      if (!records.has(params)) return
      const error = refusal('BAD_REQUEST', 'A subscription cannot be part of a batch; send it by itself.')
      setResultAndStopExecution({ errors: [error] })
    },
    onResultProcess({ result, serverContext: { record } }) {
      if (!Array.isArray(result)) return
      record.batch?.forEach((each, index) => {
        const answer = result[index]
        if (answer && 'errors' in answer) noteErrors(each, answer.errors)
      })
    },
  }
}

function checkBatch(operations: readonly unknown[], max: number): asserts operations is readonly object[] {
  if (max === 1) {
    throw refusal('BATCHING_NOT_SUPPORTED', 'Send one operation in a request, not a list of them.')
  }
  if (operations.length > max) {
    throw refusal(
      'BATCH_LIMIT_EXCEEDED',
      `The request holds ${operations.length} operations; at most ${max} are allowed.`,
    )
  }
  const isOperation = (item: unknown): boolean =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
  if (operations.length === 0 || !operations.every(isOperation)) {
    throw refusal('BAD_REQUEST', 'A batch must be a list of objects with a "query" each.')
  }
}
