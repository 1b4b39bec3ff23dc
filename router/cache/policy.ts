import { getNamedType, isAbstractType, isCompositeType, isObjectType, Kind } from 'graphql'
import type { GraphQLCompositeType, GraphQLObjectType, GraphQLSchema, SelectionSetNode } from 'graphql'
import type { NamedOperation } from '../authorisation/operation.ts'
import type { Hint, Hints } from './hints.ts'

/** How an operation's answer may be kept. */
export interface Policy {
  /** Seconds, above 0. */
  readonly maxAge: number
  /** Whether it is for whoever asked alone. */
  readonly isPrivate: boolean
}

/**
 * How long an operation's answer may be kept, by the rules of Apollo Server: the smallest `maxAge` of all its fields
 * counts, fields of the root and fields that lead to objects have 0 where neither they nor the type they lead to have a
 * hint, other fields take part only with a hint of their own; one PRIVATE makes all of it private. Null where it may not
 * be kept. Unlike there it is worked out before execution: a field that is skipped counts, and of an interface or union
 * every type that it may be.
 * https://www.apollographql.com/docs/apollo-server/performance/caching#calculating-cache-behavior
 */
export function policyOf(
  schema: GraphQLSchema,
  hints: Hints,
  { operation, fragments }: NamedOperation,
): Policy | null {
  const root = schema.getQueryType()
  if (operation.operation !== 'query' || !root) return null
  let maxAge = Infinity
  let isPrivate = false

  function count(parent: GraphQLObjectType, name: string): void {
    const field = parent.getFields()[name]
    if (!field) return
    const type = getNamedType(field.type)
    const hint = combined(
      isCompositeType(type) ? hints.get(type.name) : undefined,
      hints.get(`${parent.name}.${name}`),
    )
    isPrivate ||= hint.isPrivate === true
    if (hint.maxAge !== undefined) maxAge = Math.min(maxAge, hint.maxAge)
    else if (parent === root || (isCompositeType(type) && !hint.inheritMaxAge)) maxAge = 0
  }

  function visit(set: SelectionSetNode, parent: GraphQLCompositeType): void {
    for (const node of set.selections) {
      // Nothing is left to find out: a large operation without hints is done with at its first field.
      if (maxAge === 0) return
      if (node.kind === Kind.FIELD) {
        const name = node.name.value
        if (name === '__typename') continue
        if (name.startsWith('__')) maxAge = 0
        for (const type of objectTypes(schema, parent)) count(type, name)
        const field = 'getFields' in parent ? parent.getFields()[name] : undefined
        const type = field && getNamedType(field.type)
        if (node.selectionSet && isCompositeType(type)) visit(node.selectionSet, type)
        continue
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value)
      const condition = fragment?.typeCondition && schema.getType(fragment.typeCondition.name.value)
      if (fragment) visit(fragment.selectionSet, isCompositeType(condition) ? condition : parent)
    }
  }

  visit(operation.selectionSet, root)
  return maxAge > 0 && maxAge < Infinity ? { maxAge, isPrivate } : null
}

/** A field's own hint goes before that of the type it leads to; it inherits only where the type sets no age. */
function combined(ofType: Hint = {}, ofField: Hint = {}): Hint {
  const base: Hint = ofType.inheritMaxAge
    ? { inheritMaxAge: true, ...(ofType.isPrivate !== undefined && { isPrivate: ofType.isPrivate }) }
    : ofType
  if (ofField.inheritMaxAge && base.maxAge === undefined) {
    const { isPrivate = base.isPrivate } = ofField
    return { inheritMaxAge: true, ...(isPrivate !== undefined && { isPrivate }) }
  }
  const { inheritMaxAge: _, ...own } = ofField
  return { ...base, ...own }
}

/** The object types that a type may be. */
export const objectTypes = (
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
): readonly GraphQLObjectType[] =>
  isAbstractType(type) ? schema.getPossibleTypes(type) : isObjectType(type) ? [type] : []
