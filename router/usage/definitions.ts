import { getOperationAST, Kind, visit } from 'graphql'
import type { DocumentNode, FragmentDefinitionNode, OperationDefinitionNode } from 'graphql'

/** An operation and the fragments it spreads, directly or through others: what of a document is executed. */
export interface UsedDefinitions {
  readonly operation: OperationDefinitionNode
  readonly fragments: readonly FragmentDefinitionNode[]
}

/** Takes an operation and what it needs out of a document; null when the name does not choose an operation. */
export function usedDefinitions(
  document: DocumentNode,
  operationName: string | undefined,
): UsedDefinitions | null {
  const operation = getOperationAST(document, operationName)
  if (!operation) return null

  const byName = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) byName.set(node.name.value, node)
  }
  const used = new Set<FragmentDefinitionNode>()
  const follow = (definition: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(definition, {
      FragmentSpread({ name }) {
        const fragment = byName.get(name.value)
        if (fragment) used.add(fragment)
      },
    })
  }
  follow(operation)
  // A set gives what is added while it is walked, too.
  for (const fragment of used) follow(fragment)
  return { operation, fragments: [...used] }
}
