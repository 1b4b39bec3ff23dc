import { Kind, parse, print, visit } from 'graphql'
import type { ConstDirectiveNode, ConstValueNode, DocumentNode } from 'graphql'

const securitySpecs = new Set(['authenticated', 'requiresScopes', 'policy'])

/**
 * Takes `@authenticated`, `@requiresScopes` and `@policy` out of a supergraph: links, definitions and usages.
 * The gateway refuses supergraphs that have them, and it does not enforce them; the subgraphs do.
 */
export function stripSecurityDirectives(supergraphSdl: string): string {
  const document = parse(supergraphSdl)
  const links = securityLinks(document)
  if (links.length === 0) return supergraphSdl

  const prefixes = links.map((link) => link.prefix)
  const imported = new Set(links.flatMap((link) => link.imported))
  const isDirective = (name: string): boolean =>
    prefixes.includes(name) || imported.has(`@${name}`) || isNamespaced(name)
  const isType = (name: string): boolean => imported.has(name) || isNamespaced(name)
  const isNamespaced = (name: string): boolean => prefixes.some((prefix) => name.startsWith(`${prefix}__`))
  const linkNodes = new Set(links.map((link) => link.node))

  const stripped = visit(document, {
    Directive: (node) =>
      linkNodes.has(node as ConstDirectiveNode) || isDirective(node.name.value) ? null : undefined,
    DirectiveDefinition: (node) => (isDirective(node.name.value) ? null : undefined),
    ScalarTypeDefinition: (node) => (isType(node.name.value) ? null : undefined),
  })
  return print(stripped)
}

interface SecurityLink {
  readonly node: ConstDirectiveNode
  /** The spec's name in this document, which `as:` may have changed. */
  readonly prefix: string
  /** The names its elements are imported under: `@directive` or `Type`. */
  readonly imported: readonly string[]
}

function securityLinks(document: DocumentNode): SecurityLink[] {
  const directives = document.definitions.flatMap((node) =>
    node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION
      ? (node.directives ?? [])
      : [],
  )
  return directives.flatMap((node) => {
    const spec = specName(stringOf(argument(node, 'url')))
    if (node.name.value !== 'link' || !spec || !securitySpecs.has(spec)) return []
    const imports = argument(node, 'import')
    const imported = imports?.kind === Kind.LIST ? imports.values.map(importedName) : []
    return [{ node, prefix: stringOf(argument(node, 'as')) ?? spec, imported }]
  })
}

/** `https://specs.apollo.dev/requiresScopes/v0.1` → `requiresScopes`. */
function specName(url: string | undefined): string | undefined {
  return /^https:\/\/specs\.apollo\.dev\/(\w+)\/v/.exec(url ?? '')?.[1]
}

/** An import is a name, or `{name: "@a", as: "@b"}`. */
function importedName(value: ConstValueNode): string {
  if (value.kind !== Kind.OBJECT) return stringOf(value) ?? ''
  const field = (name: string): string | undefined =>
    stringOf(value.fields.find((candidate) => candidate.name.value === name)?.value)
  return field('as') ?? field('name') ?? ''
}

const argument = (node: ConstDirectiveNode, name: string): ConstValueNode | undefined =>
  node.arguments?.find((candidate) => candidate.name.value === name)?.value

const stringOf = (value: ConstValueNode | undefined): string | undefined =>
  value?.kind === Kind.STRING ? value.value : undefined
