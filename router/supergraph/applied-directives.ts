import { parse, valueFromASTUntyped } from 'graphql'
import type { ConstDirectiveNode, DefinitionNode } from 'graphql'
import { specDirective, specLinks } from './links.ts'

/** A directive on an element of the supergraph, by the name its specification gives it. */
export interface AppliedDirective {
  readonly name: string
  readonly arguments: Readonly<Record<string, unknown>>
}

/** The directives of each element, by its schema coordinate: `Type`, `Type.field`, `Type.field(argument:)`. */
export type AppliedDirectives = ReadonlyMap<string, readonly AppliedDirective[]>

/** Reads where a supergraph uses the directives of some of Apollo's specifications, whatever it calls them. */
export function appliedDirectives(supergraphSdl: string, specs: ReadonlySet<string>): AppliedDirectives {
  const document = parse(supergraphSdl)
  const links = specLinks(document, specs)
  const applied = new Map<string, AppliedDirective[]>()

  function note(coordinate: string, directives: readonly ConstDirectiveNode[] = []): void {
    for (const node of directives) {
      const name = specDirective(links, node.name.value)
      if (name === undefined) continue
      const given = node.arguments?.map((argument) => [
        argument.name.value,
        valueFromASTUntyped(argument.value),
      ])
      const directive = { name, arguments: Object.fromEntries(given ?? []) as Record<string, unknown> }
      const others = applied.get(coordinate)
      if (others) others.push(directive)
      else applied.set(coordinate, [directive])
    }
  }

  function noteType(node: DefinitionNode): void {
    if (!('name' in node) || !node.name || !('directives' in node)) return
    const type = node.name.value
    note(type, node.directives as readonly ConstDirectiveNode[])
    if (!('fields' in node)) return
    for (const field of node.fields ?? []) {
      const coordinate = `${type}.${field.name.value}`
      note(coordinate, field.directives)
      const inner = 'arguments' in field ? (field.arguments ?? []) : []
      for (const argument of inner) note(`${coordinate}(${argument.name.value}:)`, argument.directives)
    }
  }

  if (links.length > 0) for (const node of document.definitions) noteType(node)
  return applied
}
