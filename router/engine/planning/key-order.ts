import { parse, print, visit } from 'graphql'
import type { DirectiveNode } from 'graphql'

/**
 * Puts the keys that a subgraph resolves before those it does not. To come back to a subgraph for a field with
 * @requires, the planner takes the first key it has the fields of, resolvable or not, and the subgraph then refuses
 * the representation.
 */
export function preferResolvableKeys(supergraphSdl: string): string {
  if (!/resolvable:\s*false/.test(supergraphSdl)) return supergraphSdl
  const sorted = visit(parse(supergraphSdl), {
    enter(node) {
      if (!('directives' in node) || !node.directives?.some(isUnresolvable)) return
      return {
        ...node,
        directives: node.directives.toSorted((a, b) => Number(isUnresolvable(a)) - Number(isUnresolvable(b))),
      }
    },
  })
  return print(sorted)
}

const isUnresolvable = ({ name, arguments: given }: DirectiveNode): boolean =>
  name.value === 'join__type' &&
  given?.some(
    ({ name: { value: argument }, value }) =>
      argument === 'resolvable' && value.kind === 'BooleanValue' && !value.value,
  ) === true
