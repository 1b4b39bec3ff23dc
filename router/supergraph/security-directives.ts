import { parse, print, visit } from 'graphql'
import type { ConstDirectiveNode } from 'graphql'
import { specDirective, specLinks } from './links.ts'

/** The specifications whose directives say who may see what. */
export const securitySpecs: ReadonlySet<string> = new Set(['authenticated', 'requiresScopes', 'policy'])

/**
 * Takes `@authenticated`, `@requiresScopes` and `@policy` out of a supergraph: links, definitions and usages.
 * The gateway refuses supergraphs that have them, and it does not enforce them; `authorisation/` and the subgraphs do.
 */
export function stripSecurityDirectives(supergraphSdl: string): string {
  const document = parse(supergraphSdl)
  const links = specLinks(document, securitySpecs)
  if (links.length === 0) return supergraphSdl

  const isDirective = (name: string): boolean => specDirective(links, name) !== undefined
  const isType = (name: string): boolean =>
    links.some(({ prefix, imported }) => imported.has(name) || name.startsWith(`${prefix}__`))
  const linkNodes = new Set(links.map((link) => link.node))

  const stripped = visit(document, {
    Directive: (node) =>
      linkNodes.has(node as ConstDirectiveNode) || isDirective(node.name.value) ? null : undefined,
    DirectiveDefinition: (node) => (isDirective(node.name.value) ? null : undefined),
    ScalarTypeDefinition: (node) => (isType(node.name.value) ? null : undefined),
  })
  return print(stripped)
}
