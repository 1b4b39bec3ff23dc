import {
  isTypeDefinitionNode,
  Kind,
  parse,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type TypeDefinitionNode,
} from 'graphql'
import type { Hidden } from './by-tags.ts'
import { has, type SupergraphDocument, type Tagged } from './supergraph.ts'

const definitions = parse(
  `schema @link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY) { query: Query }
   directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION`,
  { noLocation: true },
).definitions

/** The supergraph with `@inaccessible` on all that is hidden, and with the feature itself where it was not there. */
export function markHidden(supergraph: SupergraphDocument, hidden: Hidden): DocumentNode {
  const { document, types, inaccessible, hasInaccessible } = supergraph
  const mark: ConstDirectiveNode = {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: inaccessible },
  }
  const marked = <Element extends Tagged>(element: Element, coordinate: string): Element =>
    hidden.has(coordinate) && !has(element, inaccessible)
      ? { ...element, directives: [...(element.directives ?? []), mark] }
      : element

  function markType(type: TypeDefinitionNode): TypeDefinitionNode {
    const name = type.name.value
    const own = marked(type, name)
    switch (own.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_DEFINITION:
        return {
          ...own,
          fields: own.fields?.map((field) => {
            const coordinate = `${name}.${field.name.value}`
            const markedArguments = field.arguments?.map((argument) =>
              marked(argument, `${coordinate}(${argument.name.value}:)`),
            )
            return { ...marked(field, coordinate), arguments: markedArguments }
          }),
        }
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
        return { ...own, fields: own.fields?.map((field) => marked(field, `${name}.${field.name.value}`)) }
      case Kind.ENUM_TYPE_DEFINITION:
        return { ...own, values: own.values?.map((value) => marked(value, `${name}.${value.name.value}`)) }
      case Kind.UNION_TYPE_DEFINITION:
      case Kind.SCALAR_TYPE_DEFINITION:
        return own
    }
  }

  const [schema, directive] = definitions as [Tagged, DefinitionNode]
  const rewritten = document.definitions.map((node): DefinitionNode => {
    if (isTypeDefinitionNode(node)) return types.has(node.name.value) ? markType(node) : node
    if (node.kind !== Kind.SCHEMA_DEFINITION || hasInaccessible) return node
    return { ...node, directives: [...(node.directives ?? []), ...(schema.directives ?? [])] }
  })
  return { ...document, definitions: hasInaccessible ? rewritten : [...rewritten, directive] }
}
