import type { DocumentNode, GraphQLSchema } from 'graphql'
import { walk } from './walk.ts'

/**
 * The coordinates in an operation's own text: fields and arguments on the very type they were selected on, and types
 * named in conditions. (Usage has an interface's fields on every type they may be, too.) What the schema does not know
 * is left out.
 */
export function selectionsOf(document: DocumentNode, schema: GraphQLSchema): ReadonlySet<string> {
  const selected = new Set<string>()
  walk(document, schema, {
    field(parent, node, field) {
      if (!field) return
      const coordinate = `${parent.name}.${field.name}`
      selected.add(coordinate)
      for (const { name } of node.arguments ?? []) selected.add(`${coordinate}(${name.value}:)`)
    },
    condition: (_, name) => void selected.add(name),
  })
  return selected
}
