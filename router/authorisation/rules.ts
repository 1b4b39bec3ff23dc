import { getNamedType, isAbstractType } from 'graphql'
import type { GraphQLCompositeType, GraphQLField, GraphQLObjectType, GraphQLSchema } from 'graphql'
import type { Declared } from './declared.ts'
import type { Requirement } from './requirement.ts'

/**
 * What must be met to see a field that is selected on a type: what the type and the field demand and the type that the
 * field returns. A field of an interface also takes what each type demands that the object can turn out to be, for
 * nobody knows which it is before the subgraph has answered; a fragment on one of them takes only that one's.
 */
export function requirementsOf(
  declared: Declared,
  parent: GraphQLCompositeType,
  possible: readonly GraphQLObjectType[],
  field: GraphQLField<unknown, unknown>,
): Requirement[] {
  const owners = isAbstractType(parent) ? [parent, ...possible] : [parent]
  const places = owners.flatMap(({ name }) => [name, `${name}.${field.name}`])
  places.push(getNamedType(field.type).name)
  return places.flatMap((place) => declared.get(place) ?? [])
}

/** The object types that a value of a type can have. */
export const possibleTypes = (
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
): readonly GraphQLObjectType[] => (isAbstractType(type) ? schema.getPossibleTypes(type) : [type])
