import { usageLimits } from '@tradewind/service'
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isSpecifiedScalarType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import type { ASTVisitor, FieldNode, GraphQLNamedType, GraphQLSchema } from 'graphql'
import type { UsedDefinitions } from './definitions.ts'

/**
 * The schema coordinates a valid operation uses, as the usage report has them; those of its variables' values are in
 * `variables.ts`. An operation that uses more than a report may hold gives as many.
 */
export function coordinatesOf(
  schema: GraphQLSchema,
  { operation, fragments }: UsedDefinitions,
): ReadonlySet<string> {
  const types = new TypeInfo(schema)
  const used = new Set<string>()
  const use = (coordinate: string): void => {
    if (used.size < usageLimits.coordinates) used.add(coordinate)
  }

  function useField(type: GraphQLNamedType, field: FieldNode): void {
    const coordinate = `${type.name}.${field.name.value}`
    use(coordinate)
    for (const { name } of field.arguments ?? []) use(`${coordinate}(${name.value}:)`)
  }

  const visitor: ASTVisitor = {
    Field(node) {
      const parent = types.getParentType()
      if (!parent || isIntrospectionType(parent) || node.name.value.startsWith('__')) return
      for (const type of [parent, ...implementationsOf(schema, parent)]) useField(type, node)
    },
    NamedType({ name }) {
      const type = schema.getType(name.value)
      if (type && !isSpecifiedScalarType(type)) use(type.name)
    },
    ObjectValue() {
      const type = getNamedType(types.getInputType())
      if (isInputObjectType(type)) use(type.name)
    },
    ObjectField({ name }) {
      const type = getNamedType(types.getParentInputType())
      if (isInputObjectType(type)) use(`${type.name}.${name.value}`)
    },
    EnumValue({ value }) {
      const type = getNamedType(types.getInputType())
      if (isEnumType(type)) use(`${type.name}.${value}`)
    },
  }
  visit({ kind: Kind.DOCUMENT, definitions: [operation, ...fragments] }, visitWithTypeInfo(types, visitor))
  return used
}

function implementationsOf(schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLNamedType[] {
  if (!isInterfaceType(type)) return []
  const { objects, interfaces } = schema.getImplementations(type)
  return [...objects, ...interfaces]
}
