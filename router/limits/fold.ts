import { Kind } from 'graphql'
import type { DocumentNode, FieldNode, FragmentDefinitionNode, SelectionSetNode } from 'graphql'

/**
 * Computes a number for the selections of a document as if every fragment were written out where it is spread.
 * Each fragment is computed once, so that fragments which spread fragments cost no more than their text, however much
 * they would expand to; numbers too large for that become Infinity. A fragment that spreads itself counts nothing
 * the second time (validation refuses it).
 *
 * @param field the number of a field; `inner()` is that of the selections inside it
 * @param combine puts the numbers of neighbouring selections together; 0 is its neutral element
 * @param fragment the number of a fragment where it is written or spread, by that of the selections inside it
 * @returns the greatest number of any operation
 */
export function foldSelections(
  document: DocumentNode,
  field: (node: FieldNode, inner: () => number) => number,
  combine: (left: number, right: number) => number,
  fragment: (inner: number) => number = (inner) => inner,
): number {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
  }
  const computed = new Map<string, number>()

  function ofFragment(name: string): number {
    const known = computed.get(name)
    if (known !== undefined) return known
    computed.set(name, 0)
    const value = ofSelections(fragments.get(name)?.selectionSet)
    computed.set(name, value)
    return value
  }

  function ofSelections(set: SelectionSetNode | undefined): number {
    let value = 0
    for (const node of set?.selections ?? []) {
      if (node.kind === Kind.FIELD)
        value = combine(
          value,
          field(node, () => ofSelections(node.selectionSet)),
        )
      else if (node.kind === Kind.INLINE_FRAGMENT)
        value = combine(value, fragment(ofSelections(node.selectionSet)))
      else value = combine(value, fragment(ofFragment(node.name.value)))
    }
    return value
  }

  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
  return Math.max(0, ...operations.map((operation) => ofSelections(operation.selectionSet)))
}

export const sum = (left: number, right: number): number => left + right
