import { GraphQLError } from 'graphql'
import type { DocumentNode } from 'graphql'
import type { RequestRecord, RouterPlugin } from '../context.ts'
import { knownOperation, noteOperation } from '../operation.ts'

/** The record of a request that has just arrived. */
export const newRecord = (): RequestRecord => ({ subgraphCalls: 0, subgraphMs: new Map(), errorCodes: [] })

/** What there is to tell of a request: of itself, or of each operation of its batch. */
export const recordsOf = (record: RequestRecord): readonly RequestRecord[] => record.batch ?? [record]

/** Notes in the request's record which errors are answered. */
export function noteErrors(record: RequestRecord, errors: readonly unknown[] = []): void {
  for (const error of errors) {
    const code = error instanceof GraphQLError ? error.extensions['code'] : undefined
    record.errorCodes.push(typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR')
  }
}

/** Notes in the request's record what is executed and which errors are answered. */
export function requestRecord(): RouterPlugin {
  return {
    onParse({ context: { record, params }, params: { source } }) {
      return ({ result }) => {
        if (!result || result instanceof Error) return
        noteOperation(record, knownOperation(result as DocumentNode, String(source), params.operationName))
      }
    },
    onResultProcess({ result, serverContext }) {
      if (!Array.isArray(result) && 'errors' in result) noteErrors(serverContext.record, result.errors)
    },
  }
}
