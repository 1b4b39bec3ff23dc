import {
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  getNamedType,
  typeFromAST,
} from 'graphql'
import type {
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLInputType,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql'

/** The most values of one request's variables that are looked at: what it costs has a bound, whatever is sent. */
const MAX_VALUES = 1_000

/** Adds the coordinates of the input fields and enum values that really are in a request's variables to a set. */
export type VariableReader = (variables: Readonly<Record<string, unknown>>, into: Set<string>) => void

/** Makes the reader of an operation's variables; null when none of them can hold an input field or an enum value. */
export function variableReader(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
): VariableReader | null {
  const readable = variableDefinitions.flatMap(({ variable, type: node }) => {
    const type = typeFromAST(schema, node)
    return isInputType(type) && isReadable(type) ? [{ name: variable.name.value, type }] : []
  })
  if (readable.length === 0) return null
  return (variables, into) => {
    const budget = { values: MAX_VALUES }
    for (const { name, type } of readable) readValue(variables[name], type, into, budget)
  }
}

function readValue(
  value: unknown,
  type: GraphQLInputType,
  into: Set<string>,
  budget: { values: number },
): void {
  if (value == null || budget.values === 0) return
  budget.values -= 1
  if (isNonNullType(type)) readValue(value, type.ofType, into, budget)
  else if (isListType(type)) {
    // A value where a list is expected stands for a list of one.
    for (const item of Array.isArray(value) ? value : [value]) {
      if (budget.values === 0) return
      readValue(item, type.ofType, into, budget)
    }
  } else if (isEnumType(type)) {
    const coordinate = coordinatesOfEnum(type).get(value)
    if (coordinate) into.add(coordinate)
  } else if (isInputObjectType(type) && typeof value === 'object') {
    into.add(type.name)
    for (const field of fieldsOf(type)) {
      const given = (value as Record<string, unknown>)[field.name]
      if (given === undefined) continue
      into.add(field.coordinate)
      if (field.isReadable) readValue(given, field.type, into, budget)
    }
  }
}

interface InputField {
  readonly name: string
  readonly coordinate: string
  readonly type: GraphQLInputType
  readonly isReadable: boolean
}

// Only what the schema has is ever put into a report: a client cannot write coordinates of its own into it.
const enums = new WeakMap<GraphQLEnumType, ReadonlyMap<unknown, string>>()
const inputs = new WeakMap<GraphQLInputObjectType, readonly InputField[]>()

function coordinatesOfEnum(type: GraphQLEnumType): ReadonlyMap<unknown, string> {
  let coordinates = enums.get(type)
  if (!coordinates) {
    coordinates = new Map(type.getValues().map(({ name }) => [name, `${type.name}.${name}`]))
    enums.set(type, coordinates)
  }
  return coordinates
}

function fieldsOf(input: GraphQLInputObjectType): readonly InputField[] {
  let fields = inputs.get(input)
  if (!fields) {
    fields = Object.values(input.getFields()).map(({ name, type }) => ({
      name,
      type,
      coordinate: `${input.name}.${name}`,
      isReadable: isReadable(type),
    }))
    inputs.set(input, fields)
  }
  return fields
}

function isReadable(type: GraphQLInputType): boolean {
  const named = getNamedType(type)
  return isEnumType(named) || isInputObjectType(named)
}
