import { executeSync, Kind } from 'graphql'
import type {
  DocumentNode,
  FieldNode,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql'
import type { Entity } from './execute/entity.ts'

/** The values of `__schema` and `__type` by response name. */
export type Introspect = (variables: Readonly<Record<string, unknown>>) => Entity

const nothing: Entity = {}

/**
 * Compiles the part of an operation that asks for the schema: no subgraph is asked for that, graphql-js answers it.
 */
export function compileIntrospection(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Introspect {
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node.selectionSet] as const] : [],
    ),
  )
  const selectionSet = onlyIntrospection(operation.selectionSet, fragments)
  if (operation.operation !== 'query' || selectionSet.selections.length === 0) return () => nothing
  const definitions = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
  const asked: DocumentNode = { ...document, definitions: [{ ...operation, selectionSet }, ...definitions] }
  return (variableValues) => executeSync({ schema, document: asked, variableValues }).data ?? nothing
}

/** The fields of the root that ask for the schema, fragments of the root written out. */
function onlyIntrospection(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, SelectionSetNode>,
): SelectionSetNode {
  const selections = set.selections.flatMap((node): SelectionNode[] => {
    if (node.kind === Kind.FIELD) return isAboutSchema(node) ? [node] : []
    const inner = node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : fragments.get(node.name.value)
    const kept = inner ? onlyIntrospection(inner, fragments) : undefined
    if (!kept?.selections.length) return []
    return [{ kind: Kind.INLINE_FRAGMENT, directives: node.directives ?? [], selectionSet: kept }]
  })
  return { ...set, selections }
}

const isAboutSchema = ({ name }: FieldNode): boolean => name.value === '__schema' || name.value === '__type'

/** The selections of a root whose fragments are all written out, without what asks for the schema. */
export function withoutIntrospection(set: SelectionSetNode): SelectionSetNode {
  const selections = set.selections.flatMap((node): SelectionNode[] => {
    if (node.kind === Kind.FIELD) return isAboutSchema(node) ? [] : [node]
    if (node.kind === Kind.FRAGMENT_SPREAD) return [node]
    const selectionSet = withoutIntrospection(node.selectionSet)
    return selectionSet.selections.length > 0 ? [{ ...node, selectionSet }] : []
  })
  return { ...set, selections }
}
