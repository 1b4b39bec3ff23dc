import { Kind } from 'graphql'
import type { ConstDirectiveNode, ConstValueNode, DocumentNode } from 'graphql'

/** A specification, Apollo's own or of their kind, that a supergraph says it uses: `@link(url: "https://specs.apollo.dev/…")`. */
export interface SpecLink {
  readonly node: ConstDirectiveNode
  /** The specification's name: `requiresScopes`. */
  readonly spec: string
  /** Its name in this document, which `as:` may have changed. */
  readonly prefix: string
  /** What the imported elements (`@directive` or `Type`) are called here → what the specification calls them. */
  readonly imported: ReadonlyMap<string, string>
}

/** Apollo's specifications that a supergraph uses, of those that are asked for. */
export function specLinks(document: DocumentNode, specs: ReadonlySet<string>): SpecLink[] {
  const directives = document.definitions.flatMap((node) =>
    node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION
      ? (node.directives ?? [])
      : [],
  )
  return directives.flatMap((node) => {
    const spec = specName(stringOf(argumentOf(node, 'url')))
    if (node.name.value !== 'link' || !spec || !specs.has(spec)) return []
    const imports = argumentOf(node, 'import')
    const imported = new Map(imports?.kind === Kind.LIST ? imports.values.map(importedName) : [])
    return [{ node, spec, prefix: stringOf(argumentOf(node, 'as')) ?? spec, imported }]
  })
}

/** What the specification calls a directive of this document, without `@`; undefined when it is none of theirs. */
export function specDirective(links: readonly SpecLink[], name: string): string | undefined {
  for (const { spec, prefix, imported } of links) {
    const element = imported.get(`@${name}`)
    if (element) return element.slice(1)
    if (name === prefix) return spec
    if (name.startsWith(`${prefix}__`)) return name.slice(prefix.length + 2)
  }
}

/**
 * `https://specs.apollo.dev/requiresScopes/v0.1` → `requiresScopes`. `@cacheControl`, of which Apollo has no specification
 * to link to, may be anybody's.
 */
function specName(url = ''): string | undefined {
  return /^https:\/\/specs\.apollo\.dev\/(\w+)\/v/.exec(url)?.[1] ?? /\/(cacheControl)\/v\d/.exec(url)?.[1]
}

/** An import is a name, or `{name: "@a", as: "@b"}`. */
function importedName(value: ConstValueNode): [here: string, there: string] {
  if (value.kind !== Kind.OBJECT) return [stringOf(value) ?? '', stringOf(value) ?? '']
  const field = (name: string): string | undefined =>
    stringOf(value.fields.find((candidate) => candidate.name.value === name)?.value)
  const name = field('name') ?? ''
  return [field('as') ?? name, name]
}

export const argumentOf = (node: ConstDirectiveNode, name: string): ConstValueNode | undefined =>
  node.arguments?.find((candidate) => candidate.name.value === name)?.value

const stringOf = (value: ConstValueNode | undefined): string | undefined =>
  value?.kind === Kind.STRING ? value.value : undefined
