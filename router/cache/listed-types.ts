import { getNamedType, getNullableType, isCompositeType, isListType } from 'graphql'
import type { GraphQLCompositeType, GraphQLSchema } from 'graphql'
import type { EntityKeys } from './entity-keys.ts'
import { objectTypes } from './policy.ts'

/**
 * The types of the entities that a field lists: directly, or through objects that are none themselves, such as the
 * edges of a connection, whichever of them an operation asks for: `hasNextPage` depends on the members, too.
 */
export function listedTypes(
  schema: GraphQLSchema,
  keys: EntityKeys,
  type: GraphQLCompositeType,
  isList: boolean,
): ReadonlySet<string> {
  const listed = new Set<string>()
  const visited = new Set<string>()

  function visit(named: GraphQLCompositeType, throughList: boolean): void {
    for (const object of objectTypes(schema, named)) {
      if (keys.has(object.name)) {
        if (throughList) listed.add(object.name)
        continue
      }
      const step = `${object.name} ${throughList}`
      if (visited.has(step)) continue
      visited.add(step)
      for (const field of Object.values(object.getFields())) {
        const next = getNamedType(field.type)
        if (isCompositeType(next)) visit(next, throughList || isListType(getNullableType(field.type)))
      }
    }
  }

  visit(type, isList)
  return listed
}
