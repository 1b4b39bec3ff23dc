import {
  getNamedType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql'
import { hasFields } from '../diff/fields.ts'

/**
 * The coordinates in an operation's own text: fields and arguments on the very type they were selected on, and types
 * named in conditions. (Usage has an interface's fields on every type they may be, too.) What the schema does not know
 * is left out.
 */
export function selectionsOf(document: DocumentNode, schema: GraphQLSchema): ReadonlySet<string> {
  const selected = new Set<string>()

  function select({ selections }: SelectionSetNode, parent: GraphQLNamedType | undefined | null): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) selectField(selection, parent)
      else if (selection.kind === Kind.INLINE_FRAGMENT)
        select(selection.selectionSet, condition(selection.typeCondition?.name.value) ?? parent)
    }
  }

  function condition(name: string | undefined): GraphQLNamedType | undefined {
    if (name === undefined) return undefined
    selected.add(name)
    return schema.getType(name)
  }

  function selectField(node: FieldNode, parent: GraphQLNamedType | undefined | null): void {
    const field = hasFields(parent) ? parent.getFields()[node.name.value] : undefined
    if (!parent || !field) return
    const coordinate = `${parent.name}.${field.name}`
    selected.add(coordinate)
    for (const { name } of node.arguments ?? []) selected.add(`${coordinate}(${name.value}:)`)
    if (node.selectionSet) select(node.selectionSet, getNamedType(field.type))
  }

  // A signature holds only the fragments it uses, so each is entered once.
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION)
      select(definition.selectionSet, schema.getRootType(definition.operation))
    else if (definition.kind === Kind.FRAGMENT_DEFINITION)
      select(definition.selectionSet, condition(definition.typeCondition.name.value))
  }
  return selected
}
