import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredInputField,
  isUnionType,
  type GraphQLInputObjectType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql'

/** Where types are used in a schema, as coordinates by the name of the type. */
export interface Positions {
  /** Fields that return it, in whatever list. */
  outputs(type: string): readonly string[]
  /** Arguments and input fields that take it, in whatever list. */
  inputs(type: string): readonly string[]
  /** The unions that it is a member of. */
  unions(type: string): readonly string[]
}

/** Reads them all once: a diff asks for many. */
export function positionsOf(schema: GraphQLSchema): Positions {
  const outputs = new Map<string, string[]>()
  const inputs = new Map<string, string[]>()
  const unions = new Map<string, string[]>()
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type) || isInterfaceType(type))
      for (const field of Object.values(type.getFields())) {
        add(outputs, getNamedType(field.type), `${type.name}.${field.name}`)
        for (const argument of field.args)
          add(inputs, getNamedType(argument.type), `${type.name}.${field.name}(${argument.name}:)`)
      }
    else if (isInputObjectType(type))
      for (const field of Object.values(type.getFields()))
        add(inputs, getNamedType(field.type), `${type.name}.${field.name}`)
    else if (isUnionType(type)) for (const member of type.getTypes()) add(unions, member, type.name)
  }
  const read = (from: Map<string, string[]>) => (type: string) => from.get(type) ?? []
  return { outputs: read(outputs), inputs: read(inputs), unions: read(unions) }
}

function add(to: Map<string, string[]>, { name }: GraphQLNamedType, coordinate: string): void {
  const present = to.get(name)
  if (present) present.push(coordinate)
  else to.set(name, [coordinate])
}

/** The type, and what else may be named in the condition of a fragment that is meant for it. */
export const conditionsOn = (
  type: GraphQLObjectType | GraphQLInterfaceType,
  { unions }: Positions,
): readonly string[] => [type.name, ...type.getInterfaces().map(({ name }) => name), ...unions(type.name)]

/** The type and all that has a coordinate within it, but arguments: an argument is never used without its field. */
export function membersOf(type: GraphQLNamedType): readonly string[] {
  if (isEnumType(type)) return [type.name, ...type.getValues().map(({ name }) => `${type.name}.${name}`)]
  if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type))
    return [type.name, ...Object.keys(type.getFields()).map((name) => `${type.name}.${name}`)]
  return [type.name]
}

/**
 * What an operation uses that sends such an input object. A field that it always holds tells exactly; if there is none
 * it may be empty, and whoever names the argument may have sent it.
 */
export function sendersOf(type: GraphQLInputObjectType, positions: Positions): readonly string[] {
  const always = Object.values(type.getFields()).find(isRequiredInputField)
  return always ? [`${type.name}.${always.name}`] : [...membersOf(type), ...positions.inputs(type.name)]
}
