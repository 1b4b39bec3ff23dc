import {
  isTypeDefinitionNode,
  Kind,
  type ConstDirectiveNode,
  type DirectiveDefinitionNode,
  type DocumentNode,
  type TypeDefinitionNode,
} from 'graphql'

/** A supergraph as contracts look at it. */
export interface SupergraphDocument {
  readonly document: DocumentNode
  /** The types of the API by name; those that belong to a feature (`join__Graph`) are not among them. */
  readonly types: ReadonlyMap<string, TypeDefinitionNode>
  /** The directives that clients may use, and with them the types of their arguments. */
  readonly directives: readonly DirectiveDefinitionNode[]
  /** The names of the root types by operation. */
  readonly roots: ReadonlyMap<string, string>
  /** What `@tag` and `@inaccessible` are called here. */
  readonly tag: string
  readonly inaccessible: string
  /** Whether `@inaccessible` is there already. */
  readonly hasInaccessible: boolean
}

/** Anything that directives are applied to. */
export interface Tagged {
  readonly directives?: readonly ConstDirectiveNode[] | undefined
}

export function readSupergraph(document: DocumentNode): SupergraphDocument {
  const schema = document.definitions.find((node) => node.kind === Kind.SCHEMA_DEFINITION)
  const features = new Map((schema?.directives ?? []).flatMap(readLink))
  const names = new Set(features.values())
  const belongsToFeature = (name: string): boolean =>
    names.has(name) || names.has(name.split('__')[0] ?? '') || name.startsWith('__')
  const types = document.definitions
    .filter(isTypeDefinitionNode)
    .filter(({ name }) => !(name.value.includes('__') && belongsToFeature(name.value)))
  return {
    document,
    types: new Map(types.map((type) => [type.name.value, type])),
    directives: document.definitions
      .filter((node) => node.kind === Kind.DIRECTIVE_DEFINITION)
      .filter(({ name }) => !belongsToFeature(name.value)),
    roots: new Map((schema?.operationTypes ?? []).map(({ operation, type }) => [operation, type.name.value])),
    tag: features.get('tag') ?? 'tag',
    inaccessible: features.get('inaccessible') ?? 'inaccessible',
    hasInaccessible: features.has('inaccessible'),
  }
}

/** The tags of an element itself. */
export const tagsOf = ({ directives = [] }: Tagged, tag: string): string[] =>
  directives
    .filter(({ name }) => name.value === tag)
    .map((directive) => argument(directive, 'name'))
    .filter((name) => name !== undefined)

export const has = ({ directives = [] }: Tagged, directive: string): boolean =>
  directives.some(({ name }) => name.value === directive)

/** A feature of the supergraph, by the name in its specification's URL, and what it is called in the document. */
function readLink(directive: ConstDirectiveNode): [string, string][] {
  if (directive.name.value !== 'link') return []
  const feature = argument(directive, 'url')?.split('/').at(-2)
  return feature ? [[feature, argument(directive, 'as') ?? feature]] : []
}

function argument({ arguments: given = [] }: ConstDirectiveNode, name: string): string | undefined {
  const value = given.find((candidate) => candidate.name.value === name)?.value
  return value?.kind === Kind.STRING ? value.value : undefined
}
