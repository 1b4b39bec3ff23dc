import { getNamedType, isCompositeType, isListType, isNonNullType, Kind } from 'graphql'
import type {
  FieldNode,
  GraphQLCompositeType,
  GraphQLField,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLSchema,
  SelectionNode,
  SelectionSetNode,
} from 'graphql'
import type { Fragments } from './operation.ts'
import { possibleTypes } from './rules.ts'
import { createShape } from './restore.ts'
import type { Shape } from './restore.ts'

/** Whether the field may be seen when it is selected on this type, of which the object can be one of `possible`. */
export type MaySee = (
  parent: GraphQLCompositeType,
  possible: readonly GraphQLObjectType[],
  field: GraphQLField<unknown, unknown>,
) => boolean

export interface Cut {
  readonly selectionSet: SelectionSetNode
  /** Where fields were cut: response names, and `@` for any item of a list, as Apollo Router writes it. */
  readonly paths: readonly (readonly string[])[]
  /** Whether a field with a value of its own is left: nothing but objects' names is no answer to anything. */
  readonly anythingLeft: boolean
  /** How to put nulls in place of what was cut. */
  readonly shape: Shape
}

/**
 * Cuts the fields of a valid operation that may not be seen, with all that is selected inside them. In the place of
 * each it leaves `__typename` under a name of its own, so that the answer shows which objects (of an interface, under
 * `@skip`) would have had the field. Spread fragments are written out: what holds for a field depends on where it is.
 */
export function cutSelections(
  schema: GraphQLSchema,
  root: GraphQLObjectType,
  selectionSet: SelectionSetNode,
  fragments: Fragments,
  marker: string,
  maySee: MaySee,
): Cut {
  const paths = new Map<string, readonly string[]>()
  let anythingLeft = false

  function cutSet(
    set: SelectionSetNode,
    parent: GraphQLCompositeType,
    possible: readonly GraphQLObjectType[],
    path: readonly string[],
    shape: Shape,
  ): SelectionSetNode {
    const cutNode = (node: SelectionNode): SelectionNode => {
      if (node.kind === Kind.FIELD) return cutField(node)
      const inner = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value)!
      const condition = inner.typeCondition
      const type = condition ? (schema.getType(condition.name.value) as GraphQLCompositeType) : parent
      const within = new Set(possibleTypes(schema, type))
      const narrowed = possible.filter((candidate) => within.has(candidate))
      return {
        kind: Kind.INLINE_FRAGMENT,
        ...(condition && { typeCondition: condition }),
        ...(node.directives && { directives: node.directives }),
        selectionSet: cutSet(inner.selectionSet, type, narrowed, path, shape),
      }
    }

    function cutField(node: FieldNode): FieldNode {
      const name = node.name.value
      const key = node.alias?.value ?? name
      if (name.startsWith('__')) {
        anythingLeft ||= name !== '__typename'
        return node
      }
      const field = fieldOf(parent, name)
      const place = [...path, key]
      if (!maySee(parent, possible, field)) {
        paths.set(place.join('.'), place)
        shape.markers.set(`${marker}${key}`, { key, nonNull: isNonNullType(field.type) })
        return toMarker(node, `${marker}${key}`)
      }
      const type = getNamedType(field.type)
      if (!node.selectionSet || !isCompositeType(type)) {
        anythingLeft = true
        return node
      }
      const child = shape.children.get(key) ?? { type: field.type, shape: createShape() }
      shape.children.set(key, child)
      const inside = [...place, ...listMarks(field.type)]
      const inner = cutSet(node.selectionSet, type, possibleTypes(schema, type), inside, child.shape)
      return { ...node, selectionSet: inner }
    }

    return { kind: Kind.SELECTION_SET, selections: set.selections.map(cutNode) }
  }

  const shape = createShape()
  const cut = cutSet(selectionSet, root, [root], [], shape)
  return { selectionSet: cut, paths: [...paths.values()], anythingLeft, shape }
}

/** A field of a type, which validation has seen to be there. */
function fieldOf(parent: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> {
  const field = 'getFields' in parent ? parent.getFields()[name] : undefined
  if (!field) throw new Error(`${parent.name} has no field ${name}; the operation was not validated.`)
  return field
}

const toMarker = (node: FieldNode, alias: string): FieldNode => ({
  kind: Kind.FIELD,
  alias: { kind: Kind.NAME, value: alias },
  name: { kind: Kind.NAME, value: '__typename' },
  ...(node.directives && { directives: node.directives }),
})

function listMarks(type: GraphQLOutputType): string[] {
  if (isNonNullType(type)) return listMarks(type.ofType)
  return isListType(type) ? ['@', ...listMarks(type.ofType)] : []
}
