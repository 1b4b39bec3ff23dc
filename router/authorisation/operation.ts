import { getOperationAST, Kind, print, visit } from 'graphql'
import type { DocumentNode, FragmentDefinitionNode, OperationDefinitionNode, SelectionSetNode } from 'graphql'

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>

/** The operation of a valid document that is to be executed, and the fragments it may spread. */
export interface NamedOperation {
  readonly operation: OperationDefinitionNode
  readonly fragments: Fragments
}

export function readOperation(document: DocumentNode, operationName: string | undefined): NamedOperation {
  const operation = getOperationAST(document, operationName)
  if (!operation) throw new Error('The document does not say which operation to execute.')
  const definitions = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
  return { operation, fragments: new Map(definitions.map((node) => [node.name.value, node])) }
}

/** A document of one operation with other selections, and its text; variables that nothing uses any more are left out. */
export function withSelections(
  operation: OperationDefinitionNode,
  selectionSet: SelectionSetNode,
): { readonly document: DocumentNode; readonly source: string } {
  const used = new Set<string>()
  const note = { Variable: ({ name }: { name: { value: string } }) => void used.add(name.value) }
  visit(selectionSet, note)
  for (const directive of operation.directives ?? []) visit(directive, note)
  const kept = operation.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value))
  const { loc: _, ...rest } = operation
  const changed: OperationDefinitionNode = {
    ...rest,
    ...(kept && { variableDefinitions: kept }),
    selectionSet,
  }
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [changed] }
  return { document, source: print(document) }
}

/** A beginning that no name in the document has. */
export function unusedPrefix(document: DocumentNode): string {
  const names = new Set<string>()
  visit(document, { Name: ({ value }) => void names.add(value) })
  let prefix = 'cut_'
  while ([...names].some((name) => name.startsWith(prefix))) prefix = `${prefix}_`
  return prefix
}
