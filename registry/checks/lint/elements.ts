import {
  isTypeDefinitionNode,
  isTypeExtensionNode,
  Kind,
  type ConstDirectiveNode,
  type DirectiveDefinitionNode,
  type DocumentNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type TypeDefinitionNode,
  type TypeExtensionNode,
} from 'graphql'

/** A named thing that a schema document defines, with where it belongs. */
export type Element =
  | {
      readonly kind: 'TYPE'
      readonly coordinate: string
      readonly node: TypeDefinitionNode | TypeExtensionNode
    }
  | { readonly kind: 'FIELD'; readonly coordinate: string; readonly node: FieldDefinitionNode }
  | { readonly kind: 'ARGUMENT'; readonly coordinate: string; readonly node: InputValueDefinitionNode }
  | { readonly kind: 'INPUT_FIELD'; readonly coordinate: string; readonly node: InputValueDefinitionNode }
  | { readonly kind: 'ENUM_VALUE'; readonly coordinate: string; readonly node: EnumValueDefinitionNode }
  | { readonly kind: 'DIRECTIVE'; readonly coordinate: string; readonly node: DirectiveDefinitionNode }

/** All of them, in the order of the text. */
export function elementsOf({ definitions }: DocumentNode): Element[] {
  return definitions.flatMap((node): Element[] => {
    if (isTypeDefinitionNode(node) || isTypeExtensionNode(node))
      return [{ kind: 'TYPE', coordinate: node.name.value, node }, ...membersOf(node)]
    if (node.kind !== Kind.DIRECTIVE_DEFINITION) return []
    const coordinate = `@${node.name.value}`
    return [{ kind: 'DIRECTIVE', coordinate, node }, ...argumentsOf(coordinate, node.arguments)]
  })
}

function membersOf(type: TypeDefinitionNode | TypeExtensionNode): Element[] {
  const within = (name: string) => `${type.name.value}.${name}`
  switch (type.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.OBJECT_TYPE_EXTENSION:
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_EXTENSION:
      return (type.fields ?? []).flatMap((node): Element[] => {
        const coordinate = within(node.name.value)
        return [{ kind: 'FIELD', coordinate, node }, ...argumentsOf(coordinate, node.arguments)]
      })
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_EXTENSION:
      return (type.fields ?? []).map((node) => ({
        kind: 'INPUT_FIELD',
        coordinate: within(node.name.value),
        node,
      }))
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_EXTENSION:
      return (type.values ?? []).map((node) => ({
        kind: 'ENUM_VALUE',
        coordinate: within(node.name.value),
        node,
      }))
    case Kind.SCALAR_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_EXTENSION:
    case Kind.UNION_TYPE_DEFINITION:
    case Kind.UNION_TYPE_EXTENSION:
      return []
  }
}

const argumentsOf = (coordinate: string, nodes: readonly InputValueDefinitionNode[] | undefined): Element[] =>
  (nodes ?? []).map((node) => ({ kind: 'ARGUMENT', coordinate: `${coordinate}(${node.name.value}:)`, node }))

/** The directive of that name on an element, if it has it. */
export const directiveOn = (
  node: { readonly directives?: readonly ConstDirectiveNode[] | undefined },
  name: string,
): ConstDirectiveNode | undefined => node.directives?.find((directive) => directive.name.value === name)
