import { Kind, type TypeDefinitionNode } from 'graphql'
import { has, tagsOf, type SupergraphDocument, type Tagged } from './supergraph.ts'

export interface TagFilter {
  /** What has none of these tags is left out; empty keeps everything. Looked for on fields and unions alone. */
  readonly include: readonly string[]
  /** What has one of these tags is left out, whatever else it has. */
  readonly exclude: readonly string[]
}

/** The coordinates of elements that are not in the API: `Type`, `Type.field`, `Type.field(argument:)`. */
export type Hidden = Set<string>

/**
 * What a contract's tags leave out, along with what is inaccessible anyway. The rules are those of Apollo's contracts:
 * a tag on an object or interface type counts for all its fields; a type is in as long as one of its fields (values,
 * members) is.
 */
export function hideByTags(supergraph: SupergraphDocument, { include, exclude }: TagFilter): Hidden {
  const hidden: Hidden = new Set()
  const [wanted, unwanted] = [new Set(include), new Set(exclude)]

  const excluded = (element: Tagged): boolean =>
    has(element, supergraph.inaccessible) || tagsOf(element, supergraph.tag).some((tag) => unwanted.has(tag))
  const included = (...elements: Tagged[]): boolean =>
    wanted.size === 0 ||
    elements.some((element) => tagsOf(element, supergraph.tag).some((tag) => wanted.has(tag)))

  for (const [name, type] of supergraph.types) {
    if (excluded(type)) hidden.add(name)
    for (const member of membersOf(type)) {
      const coordinate = `${name}.${member.name.value}`
      if (excluded(member)) hidden.add(coordinate)
      if (member.kind !== Kind.FIELD_DEFINITION) continue
      if (!included(member, type)) hidden.add(coordinate)
      for (const argument of member.arguments ?? []) {
        if (excluded(argument)) hidden.add(`${coordinate}(${argument.name.value}:)`)
      }
    }
    if (type.kind === Kind.UNION_TYPE_DEFINITION && !included(type)) hidden.add(name)
  }
  hideEmpty(supergraph, hidden)
  return hidden
}

/** The parts of a type that can be left out one by one. */
export function membersOf(type: TypeDefinitionNode) {
  switch (type.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return type.fields ?? []
    case Kind.ENUM_TYPE_DEFINITION:
      return type.values ?? []
    case Kind.UNION_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_DEFINITION:
      return []
  }
}

/** A type of which nothing is left is left out itself; then the unions of such types. */
function hideEmpty({ types }: SupergraphDocument, hidden: Hidden): void {
  for (const [name, type] of types) {
    const members = membersOf(type)
    if (members.length > 0 && members.every((member) => hidden.has(`${name}.${member.name.value}`))) {
      hidden.add(name)
    }
  }
  for (const [name, type] of types) {
    if (type.kind !== Kind.UNION_TYPE_DEFINITION || !type.types?.length) continue
    if (type.types.every((member) => hidden.has(member.name.value))) hidden.add(name)
  }
}
