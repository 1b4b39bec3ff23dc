import { Kind, parse, print, visit } from 'graphql'
import type { DirectiveNode } from 'graphql'

/**
 * Puts the keys that a subgraph resolves before those it does not. To come back to a subgraph for a field with
 * @requires, the planner takes the first key it has the fields of, resolvable or not, and the subgraph then refuses
 * the representation. Gives the very same text where nothing is out of order.
 */
export function preferResolvableKeys(supergraphSdl: string): string {
  if (!/resolvable:\s*false/.test(supergraphSdl)) return supergraphSdl
  const document = parse(supergraphSdl)
  const sorted = visit(document, {
    enter(node) {
      if (!('directives' in node) || !node.directives?.some(isOutOfOrder)) return
      const rank = (directive: DirectiveNode): number => Number(isUnresolvable(directive))
      return { ...node, directives: node.directives.toSorted((a, b) => rank(a) - rank(b)) }
    },
  })
  return sorted === document ? supergraphSdl : print(sorted)
}

/** Whether a key that its subgraph does not resolve comes before one that it does. */
const isOutOfOrder = (directive: DirectiveNode, index: number, all: readonly DirectiveNode[]): boolean =>
  isUnresolvable(directive) &&
  all
    .slice(index + 1)
    .some((later) => isKey(later) && !isUnresolvable(later) && graphOf(later) === graphOf(directive))

const isKey = (directive: DirectiveNode): boolean =>
  directive.name.value === 'join__type' && valueOf(directive, 'key') !== undefined

function isUnresolvable(directive: DirectiveNode): boolean {
  const resolvable = isKey(directive) ? valueOf(directive, 'resolvable') : undefined
  return resolvable?.kind === Kind.BOOLEAN && !resolvable.value
}

function graphOf(directive: DirectiveNode): string | undefined {
  const graph = valueOf(directive, 'graph')
  return graph?.kind === Kind.ENUM ? graph.value : undefined
}

const valueOf = (directive: DirectiveNode, argument: string) =>
  directive.arguments?.find(({ name }) => name.value === argument)?.value
