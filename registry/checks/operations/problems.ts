import {
  doTypesOverlap,
  isCompositeType,
  getNamedType,
  isNonNullType,
  isRequiredArgument,
  isTypeSubTypeOf,
  Kind,
  typeFromAST,
  type DocumentNode,
  type FieldNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  type ValueNode,
  type VariableDefinitionNode,
} from 'graphql'
import { walk } from './walk.ts'

/** What in an operation's text does not fit a schema (GraphQL specification, "Validation"). */
export interface Problems {
  /** Fields that are given too little, or what they do not take: `Query.product`. */
  readonly arguments: ReadonlySet<string>
  /** Types named in conditions that can never hold. */
  readonly conditions: ReadonlySet<string>
  /** Whether anything does not fit, these or fields that are not there. */
  readonly any: boolean
}

/**
 * Holds a text against a schema. Values are looked at as far as signatures show them: whether there is one, whether it
 * is null, and which variable it is.
 */
export function problemsOf(document: DocumentNode, schema: GraphQLSchema): Problems {
  const [misgiven, conditions] = [new Set<string>(), new Set<string>()]
  const variables = variablesOf(document)
  let misfits = false
  walk(document, schema, {
    field(parent, node, field) {
      if (!field || isCompositeType(getNamedType(field.type)) !== Boolean(node.selectionSet)) misfits = true
      else if (!takesArguments(schema, variables, node, field)) misgiven.add(`${parent.name}.${field.name}`)
    },
    condition(parent, name, type) {
      if (!type || !doTypesOverlap(schema, parent, type)) conditions.add(name)
    },
  })
  return { arguments: misgiven, conditions, any: misfits || misgiven.size > 0 || conditions.size > 0 }
}

type Variables = ReadonlyMap<string, VariableDefinitionNode>

const variablesOf = ({ definitions }: DocumentNode): Variables =>
  new Map(
    definitions
      .flatMap((node) => (node.kind === Kind.OPERATION_DEFINITION ? (node.variableDefinitions ?? []) : []))
      .map((node) => [node.variable.name.value, node]),
  )

function takesArguments(
  schema: GraphQLSchema,
  variables: Variables,
  { arguments: given = [] }: FieldNode,
  { args }: GraphQLField<unknown, unknown>,
): boolean {
  const values = new Map(given.map(({ name, value }) => [name.value, value]))
  return (
    given.every(({ name }) => args.some((argument) => argument.name === name.value)) &&
    args.every((argument) => {
      const value = values.get(argument.name)
      return value ? takes(schema, variables, argument, value) : !isRequiredArgument(argument)
    })
  )
}

function takes(
  schema: GraphQLSchema,
  variables: Variables,
  argument: GraphQLArgument,
  value: ValueNode,
): boolean {
  if (value.kind === Kind.NULL) return !isNonNullType(argument.type)
  if (value.kind !== Kind.VARIABLE) return true
  const variable = variables.get(value.name.value)
  const type = variable && (typeFromAST(schema, variable.type) as GraphQLInputType | undefined)
  return type !== undefined && takesVariable(schema, argument, variable!, type)
}

/** `IsVariableUsageAllowed` of the specification. */
function takesVariable(
  schema: GraphQLSchema,
  { type: expected, defaultValue }: GraphQLArgument,
  variable: VariableDefinitionNode,
  type: GraphQLInputType,
): boolean {
  if (!isNonNullType(expected) || isNonNullType(type)) return isTypeSubTypeOf(schema, type, expected)
  const hasDefault =
    (variable.defaultValue !== undefined && variable.defaultValue.kind !== Kind.NULL) ||
    defaultValue !== undefined
  return hasDefault && isTypeSubTypeOf(schema, type, expected.ofType)
}
