import { durationBounds, usageReportShape, type OperationUsage } from '@tradewind/service'
import { apiSchemaOf, composeSubgraphs } from '@tradewind/composition'
import {
  buildSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  Kind,
  parse,
  typeFromAST,
  validate,
  type GraphQLSchema,
  type GraphQLType,
  type OperationDefinitionNode,
} from 'graphql'
import { reportedOperation } from '../../router/usage/operation.ts'
import type { ReadFile, Subgraph } from './release.ts'

/** Where the repository keeps what its own clients send, each file a client. */
export const clients = {
  'tradewind-journeys': 'e2e/operations.graphql',
  'tradewind-demo': 'packages/embedded/demo/operations.graphql',
} as const

/**
 * What the repository's own clients send, as a router would report it. Values of variables are not known here, so every
 * input field and enum value that they may hold counts as sent.
 */
export async function sentOperations(
  subgraphs: readonly Subgraph[],
  read: ReadFile,
): Promise<OperationUsage[]> {
  const schema = buildSchema(apiSchema(subgraphs), { assumeValid: true })
  const operations = await Promise.all(
    Object.entries(clients).map(async ([client, file]) => describe(schema, client, (await read(file)) ?? '')),
  )
  return usageReportShape.shape.operations.parse(operations.flat())
}

function apiSchema(subgraphs: readonly Subgraph[]): string {
  const composed = composeSubgraphs(subgraphs.map((subgraph) => ({ ...subgraph, place: subgraph.name })))
  const api = composed.ok ? apiSchemaOf(composed.supergraphSdl) : composed
  if (!api.ok) throw new Error(`What is compared with does not compose: ${api.errors[0]?.message}`)
  return api.apiSchemaSdl
}

function describe(schema: GraphQLSchema, client: string, text: string): OperationUsage[] {
  if (text.trim() === '') return []
  const document = parse(text)
  const [error] = validate(schema, document)
  if (error) throw new Error(`The operations of ${client} do not fit the schema: ${error.message}`)
  return document.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return []
    const operationName = definition.name?.value
    const operation = reportedOperation({ schema, document, operationName, variables: {} })
    if (!operation) return []
    const { signature, name, coordinates } = operation
    return {
      signature,
      name,
      client: { name: client, version: '' },
      coordinates: [...new Set([...coordinates, ...inputCoordinates(schema, definition)])],
      requests: 1,
      errors: 0,
      durations: [1, ...durationBounds.map(() => 0)],
    }
  })
}

/** Everything that the variables of an operation may hold. */
function inputCoordinates(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
): Set<string> {
  const found = new Set<string>()
  const follow = (wrapped: GraphQLType | undefined): void => {
    const type = wrapped && getNamedType(wrapped)
    if (isEnumType(type)) for (const { name } of type.getValues()) found.add(`${type.name}.${name}`)
    if (!isInputObjectType(type) || found.has(type.name)) return
    found.add(type.name)
    for (const field of Object.values(type.getFields())) {
      found.add(`${type.name}.${field.name}`)
      follow(field.type)
    }
  }
  for (const { type } of variableDefinitions) follow(typeFromAST(schema, type))
  return found
}
