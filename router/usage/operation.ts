import { usageLimits } from '@tradewind/service'
import type { DocumentNode, GraphQLSchema } from 'graphql'
import { coordinatesOf } from './coordinates.ts'
import { usedDefinitions } from './definitions.ts'
import { signatureOf } from './signature.ts'
import { variableReader, type VariableReader } from './variables.ts'

/** What is reported of an operation, whoever sends it with whatever variables. */
export interface ReportedOperation {
  readonly signature: string
  /** Empty when it has none. */
  readonly name: string
  readonly coordinates: readonly string[]
  readonly readVariables: VariableReader | null
  /** What keeping it costs, in characters. */
  readonly size: number
}

/** An operation that is executed. */
export interface ExecutedOperation {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly operationName: string | undefined
  readonly variables: Readonly<Record<string, unknown>>
}

type ByName = Map<string | undefined, ReportedOperation | null>

// What is known of a document is kept as long as the router's cache keeps the document, and the schema is served.
const described = new WeakMap<GraphQLSchema, WeakMap<DocumentNode, ByName>>()

/**
 * Describes an executed operation; worked out once for each document and schema. Null for what is not reported:
 * an operation that asks for nothing but the schema and `__typename`.
 */
export function reportedOperation({
  schema,
  document,
  operationName,
}: ExecutedOperation): ReportedOperation | null {
  const documents = described.getOrInsertComputed(schema, () => new WeakMap())
  const operations = documents.getOrInsertComputed(document, () => new Map())
  return operations.getOrInsertComputed(operationName, () => describe(schema, document, operationName))
}

function describe(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): ReportedOperation | null {
  const definitions = usedDefinitions(document, operationName)
  if (!definitions) return null
  const coordinates = [...coordinatesOf(schema, definitions)]
  if (coordinates.length === 0) return null

  const signature = signatureOf(definitions)
  const { operation } = definitions
  // A report cannot hold a longer signature: no room is enough for it, and so its requests count as dropped.
  const fits = signature.length <= usageLimits.signature
  return {
    signature,
    name: operation.name?.value.slice(0, usageLimits.name) ?? '',
    coordinates,
    readVariables: variableReader(schema, operation),
    size: fits ? coordinates.reduce((sum, { length }) => sum + length, signature.length) : Infinity,
  }
}
