import {
  getNamedType,
  isCompositeType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql'
import { hasFields } from '../diff/fields.ts'

/** What is told of a document. What the schema does not know, and all within it, is told without a definition. */
export interface Walker {
  field(
    parent: GraphQLCompositeType,
    node: FieldNode,
    field: GraphQLField<unknown, unknown> | undefined,
  ): void
  /** A type named in a condition, and the type of what it is a condition on. */
  condition(parent: GraphQLCompositeType, name: string, type: GraphQLCompositeType | undefined): void
}

/**
 * Goes through every selection of a document once. By hand: graphql-js' visitors take ten times as long, and checks
 * have thousands of documents.
 */
export function walk({ definitions }: DocumentNode, schema: GraphQLSchema, walker: Walker): void {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)

  function typeOf(name: string): GraphQLCompositeType | undefined {
    const type = schema.getType(name)
    return isCompositeType(type) ? type : undefined
  }

  function meet(parent: GraphQLCompositeType, name: string): GraphQLCompositeType | undefined {
    const type = typeOf(name)
    walker.condition(parent, name, type)
    return type
  }

  function select({ selections }: SelectionSetNode, parent: GraphQLCompositeType | null | undefined): void {
    if (!parent) return
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) selectField(selection, parent)
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const { typeCondition, selectionSet } = selection
        select(selectionSet, typeCondition ? meet(parent, typeCondition.name.value) : parent)
      } else {
        const fragment = fragments.get(selection.name.value)
        if (fragment) meet(parent, fragment.typeCondition.name.value)
      }
    }
  }

  function selectField(node: FieldNode, parent: GraphQLCompositeType): void {
    const name = node.name.value
    if (name === '__typename') return
    const field = hasFields(parent) ? parent.getFields()[name] : undefined
    walker.field(parent, node, field)
    const type = field && getNamedType(field.type)
    if (node.selectionSet && isCompositeType(type)) select(node.selectionSet, type)
  }

  for (const definition of definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION)
      select(definition.selectionSet, schema.getRootType(definition.operation))
    else if (definition.kind === Kind.FRAGMENT_DEFINITION)
      select(definition.selectionSet, typeOf(definition.typeCondition.name.value))
  }
}
