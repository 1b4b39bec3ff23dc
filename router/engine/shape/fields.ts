import { GraphQLIncludeDirective, GraphQLSkipDirective, isAbstractType, Kind } from 'graphql'
import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLCompositeType,
  GraphQLSchema,
  InlineFragmentNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql'

/** A field of the response: what it is called there, and everything that is selected inside it. */
export interface ResponseField {
  readonly name: string
  readonly selections: readonly SelectionSetNode[]
}

export interface FieldSource {
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** The values of the variables of @skip and @include: a shape is for one combination of them. */
  readonly conditions: ReadonlyMap<string, boolean>
  /** The fragments that come later, and their numbers; where there are none, everything comes at once. */
  readonly deferred?: ReadonlyMap<InlineFragmentNode, number>
}

/**
 * The fields of an object of a type by response name, in the order of the response (CollectFields of the GraphQL
 * specification, section 6.3.2). For an interface or union: those that do not depend on which type it is. Without
 * those of deferred fragments, whose numbers are added to `found`.
 */
export function collectFields(
  { schema, fragments, conditions, deferred }: FieldSource,
  type: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
  found: number[],
): Map<string, ResponseField> {
  const fields = new Map<string, { name: string; selections: SelectionSetNode[] }>()
  const visited = new Set<string>()

  function applies(condition: string | undefined): boolean {
    if (condition === undefined || condition === type.name) return true
    const conditional = schema.getType(condition)
    return isAbstractType(conditional) && 'getFields' in type && schema.isSubType(conditional, type)
  }

  function add(set: SelectionSetNode): void {
    for (const node of set.selections) {
      if (!isIncluded(node, conditions)) continue
      if (node.kind === Kind.FIELD) addField(node)
      else if (node.kind === Kind.INLINE_FRAGMENT) {
        if (!applies(node.typeCondition?.name.value)) continue
        const number = deferred?.get(node)
        if (number === undefined) add(node.selectionSet)
        else found.push(number)
      } else if (!visited.has(node.name.value)) {
        visited.add(node.name.value)
        const fragment = fragments.get(node.name.value)
        if (fragment && applies(fragment.typeCondition.name.value)) add(fragment.selectionSet)
      }
    }
  }

  function addField({ alias, name, selectionSet }: FieldNode): void {
    const key = (alias ?? name).value
    let field = fields.get(key)
    if (!field) fields.set(key, (field = { name: name.value, selections: [] }))
    if (selectionSet) field.selections.push(selectionSet)
  }

  for (const set of sets) add(set)
  return fields
}

function isIncluded(node: SelectionNode, conditions: ReadonlyMap<string, boolean>): boolean {
  for (const { name, arguments: given } of node.directives ?? []) {
    const isSkip = name.value === GraphQLSkipDirective.name
    if (!isSkip && name.value !== GraphQLIncludeDirective.name) continue
    const value = given?.[0]?.value
    const holds =
      value?.kind === Kind.VARIABLE
        ? conditions.get(value.name.value) === true
        : value?.kind === Kind.BOOLEAN && value.value
    if (holds === isSkip) return false
  }
  return true
}
