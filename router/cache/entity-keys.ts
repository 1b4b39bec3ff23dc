import { isObjectType, Kind, parse, visit } from 'graphql'
import type {
  ConstDirectiveNode,
  DocumentNode,
  FieldNode,
  GraphQLSchema,
  InlineFragmentNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql'
import { TypeInfo, visitWithTypeInfo, isCompositeType } from 'graphql'
import { argumentOf } from '../supergraph/links.ts'
import { objectTypes } from './policy.ts'

/** What no name of a client's may begin with: the names under which keys are asked for beside what it asks for. */
export const RESERVED = 'tradewind_key_'

/** A field of an entity's key, and the name under which it is asked for. */
export interface KeyField {
  readonly alias: string
  readonly field: FieldNode
}

/** The fields of the key by which entities of a type are known, by type; null where clients may not see such a field. */
export type EntityKeys = ReadonlyMap<string, readonly KeyField[] | null>

/**
 * Reads from a supergraph which types are entities. Of several keys it takes one that all subgraphs with the type have,
 * else the first: where a subgraph does not have it, the planner fetches it from one that does.
 */
export function readEntityKeys(supergraphSdl: string, schema: GraphQLSchema): EntityKeys {
  const keys = new Map<string, readonly KeyField[] | null>()
  for (const node of parse(supergraphSdl).definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) continue
    const type = schema.getType(node.name.value)
    const joined = (node.directives ?? []).filter(({ name }) => name.value === 'join__type')
    const candidates = joined.flatMap((directive) => textOf(directive, 'key') ?? [])
    if (!isObjectType(type) || candidates.length === 0) continue
    const graphs = new Set(joined.map((directive) => textOf(directive, 'graph')))
    const isCommon = (key: string): boolean =>
      new Set(joined.filter((each) => textOf(each, 'key') === key).map((each) => textOf(each, 'graph')))
        .size === graphs.size
    const key = candidates.find(isCommon) ?? candidates[0]!
    keys.set(type.name, keyFields(type.name, key, schema))
  }
  return keys
}

function keyFields(type: string, key: string, schema: GraphQLSchema): KeyField[] | null {
  const [definition] = parse(`fragment key on ${type} { ${key} }`).definitions
  if (definition?.kind !== Kind.FRAGMENT_DEFINITION) return null
  let isVisible = true
  const info = new TypeInfo(schema)
  visit(definition, visitWithTypeInfo(info, { Field: () => void (isVisible &&= info.getFieldDef() != null) }))
  if (!isVisible) return null
  return definition.selectionSet.selections.flatMap((field, index) => {
    if (field.kind !== Kind.FIELD) return []
    const alias = `${RESERVED}${type}_${index}`
    return { alias, field: { ...field, alias: { kind: Kind.NAME, value: alias } } }
  })
}

function textOf(directive: ConstDirectiveNode, argument: string): string | undefined {
  const value = argumentOf(directive, argument)
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined
}

/** The same document, asking for the keys of all entities it comes across, too. */
export function addEntityKeys(document: DocumentNode, keys: EntityKeys, schema: GraphQLSchema): DocumentNode {
  const info = new TypeInfo(schema)
  return visit(
    document,
    visitWithTypeInfo(info, {
      SelectionSet: {
        leave(set): SelectionSetNode | undefined {
          const parent = info.getParentType()
          if (!isCompositeType(parent)) return undefined
          const added = objectTypes(schema, parent).flatMap((type): SelectionNode[] => {
            const fields = keys.get(type.name)?.map(({ field }) => field) ?? []
            if (fields.length === 0) return []
            return type === parent ? fields : [onType(type.name, fields)]
          })
          return added.length > 0 ? { ...set, selections: [...set.selections, ...added] } : undefined
        },
      },
    }),
  )
}

const onType = (name: string, selections: readonly SelectionNode[]): InlineFragmentNode => ({
  kind: Kind.INLINE_FRAGMENT,
  typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } },
  selectionSet: { kind: Kind.SELECTION_SET, selections: [...selections] },
})

/** Whether a document has names that could be taken for those of keys. */
export function usesReservedNames(document: DocumentNode): boolean {
  let found = false
  visit(document, { Field: ({ alias, name }) => void (found ||= (alias ?? name).value.startsWith(RESERVED)) })
  return found
}
