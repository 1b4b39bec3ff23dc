import { Kind, type FieldDefinitionNode, type InputValueDefinitionNode, type TypeNode } from 'graphql'
import type { Hidden } from './by-tags.ts'
import type { SupergraphDocument } from './supergraph.ts'

/** Adds the types that nothing visible leads to from the root types and the directives for clients. */
export function hideUnreachable({ types, directives, roots }: SupergraphDocument, hidden: Hidden): void {
  const reached = new Set<string>()
  const implementers = implementersOf(types)
  const queue: string[] = []

  /** Something of this type may be in an answer or an argument. */
  const reach = (name: string): void => {
    if (reached.has(name) || hidden.has(name) || !types.has(name)) return
    reached.add(name)
    queue.push(name)
  }
  const reachFields = (owner: string, fields: readonly FieldDefinitionNode[] = []): void => {
    for (const field of fields) {
      const coordinate = `${owner}.${field.name.value}`
      if (hidden.has(coordinate)) continue
      reach(namedType(field.type))
      reachInputs(field.arguments, (argument) => `${coordinate}(${argument}:)`)
    }
  }
  const reachInputs = (
    inputs: readonly InputValueDefinitionNode[] = [],
    coordinate: (name: string) => string,
  ): void => {
    for (const { name, type } of inputs) if (!hidden.has(coordinate(name.value))) reach(namedType(type))
  }

  for (const root of roots.values()) reach(root)
  for (const { name, arguments: given } of directives) {
    reachInputs(given, (argument) => `@${name.value}(${argument}:)`)
  }
  // What an object implements may be named in fragments; that alone brings in none of the other implementations.
  const named = new Set<string>()
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const type = types.get(name)!
    switch (type.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_DEFINITION:
        reachFields(name, type.fields)
        for (const { name: implemented } of type.interfaces ?? []) {
          if (named.has(implemented.value) || hidden.has(implemented.value)) continue
          named.add(implemented.value)
          const definition = types.get(implemented.value)
          if (definition?.kind === Kind.INTERFACE_TYPE_DEFINITION)
            reachFields(implemented.value, definition.fields)
        }
        if (type.kind === Kind.INTERFACE_TYPE_DEFINITION) implementers.get(name)?.forEach(reach)
        break
      case Kind.UNION_TYPE_DEFINITION:
        for (const member of type.types ?? []) reach(member.name.value)
        break
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
        reachInputs(type.fields, (field) => `${name}.${field}`)
        break
      case Kind.ENUM_TYPE_DEFINITION:
      case Kind.SCALAR_TYPE_DEFINITION:
        break
    }
  }
  for (const name of types.keys()) if (!reached.has(name) && !named.has(name)) hidden.add(name)
}

function implementersOf(types: SupergraphDocument['types']): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [name, type] of types) {
    if (!('interfaces' in type)) continue
    for (const { name: implemented } of type.interfaces ?? []) {
      const known = found.get(implemented.value)
      if (known) known.push(name)
      else found.set(implemented.value, [name])
    }
  }
  return found
}

const namedType = (type: TypeNode): string =>
  type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type)
