import { badUserInput } from '@tradewind/service'
import {
  buildSchema,
  GraphQLError,
  NoDeprecatedCustomRule,
  parse,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql'
import type { OperationDocumentInput, ValidationErrorCode, ValidationErrorType } from './generated/types.ts'

const MOST_OPERATIONS = 1_000
const MOST_TOKENS = 20_000
const MOST_RESULTS = 500

interface Result {
  readonly type: ValidationErrorType
  readonly code: ValidationErrorCode
  readonly description: string
  readonly operation: { readonly name: string | null }
}

/** Holds operations against an API: what cannot be executed, and what uses what is deprecated. */
export function validateOperations(
  apiSchema: string,
  operations: readonly OperationDocumentInput[],
): Result[] {
  if (operations.length > MOST_OPERATIONS) {
    throw badUserInput(`At most ${MOST_OPERATIONS} operations are looked at at once.`)
  }
  const schema = buildSchema(apiSchema, { assumeValid: true })
  return operations.flatMap((operation) => judge(schema, operation)).slice(0, MOST_RESULTS)
}

function judge(schema: GraphQLSchema, { body, name = null }: OperationDocumentInput): Result[] {
  const operation = { name }
  let document: DocumentNode
  try {
    document = parse(body, { maxTokens: MOST_TOKENS })
  } catch (error) {
    if (!(error instanceof GraphQLError || error instanceof RangeError)) throw error
    return [{ type: 'FAILURE', code: 'NON_PARSEABLE_DOCUMENT', description: error.message, operation }]
  }
  const errors = validate(schema, document, undefined, { maxErrors: 20 })
  const deprecations = errors.length > 0 ? [] : validate(schema, document, [NoDeprecatedCustomRule])
  return [
    ...errors.map(({ message }) => ({
      type: 'INVALID' as const,
      code: 'INVALID_OPERATION' as const,
      description: message,
      operation,
    })),
    ...deprecations.map(({ message }) => ({
      type: 'WARNING' as const,
      code: 'DEPRECATED_FIELD' as const,
      description: message,
      operation,
    })),
  ]
}
