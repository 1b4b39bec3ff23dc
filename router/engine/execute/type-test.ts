import { isAbstractType, isInterfaceType, isObjectType } from 'graphql'
import type { GraphQLSchema } from 'graphql'

/** Whether a `__typename` names the type or one that is a kind of it. */
export function typeTest(schema: GraphQLSchema, condition: string): (typename: unknown) => boolean {
  const type = schema.getType(condition)
  const names = new Set<unknown>([condition])
  if (isAbstractType(type)) {
    for (const candidate of Object.values(schema.getTypeMap())) {
      const composite = isObjectType(candidate) || isInterfaceType(candidate)
      if (composite && schema.isSubType(type, candidate)) names.add(candidate.name)
    }
  }
  return (typename) => names.has(typename)
}
