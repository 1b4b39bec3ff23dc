import { createHash } from 'node:crypto'
import { GraphQLError, getOperationAST } from 'graphql'
import type { DocumentNode } from 'graphql'
import type { RouterPlugin } from '../context.ts'

const hashes = new WeakMap<DocumentNode, string>()

/** SHA-256 of an operation's text, in hex; computed once for each parsed document. */
export function hashOf(document: DocumentNode, source: string): string {
  let hash = hashes.get(document)
  if (!hash) {
    hash = createHash('sha256').update(source).digest('hex')
    hashes.set(document, hash)
  }
  return hash
}

/** Notes in the request's record what is executed and which errors are answered. */
export function requestRecord(): RouterPlugin {
  return {
    onParse({ context, params: { source } }) {
      return ({ result }) => {
        if (!result || result instanceof Error) return
        const document = result as DocumentNode
        const { record, params } = context
        const operation = getOperationAST(document, params.operationName)
        record.operationHash = hashOf(document, String(source))
        if (!operation) return
        record.operationType = operation.operation
        if (operation.name) record.operationName = operation.name.value
      }
    },
    onResultProcess({ result, serverContext }) {
      if (Array.isArray(result) || !('errors' in result)) return
      for (const error of result.errors ?? []) {
        const code = error instanceof GraphQLError ? error.extensions['code'] : undefined
        serverContext.record.errorCodes.push(typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR')
      }
    },
  }
}
