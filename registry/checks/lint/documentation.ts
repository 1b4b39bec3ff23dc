import { isTypeExtensionNode, type NameNode } from 'graphql'
import { directiveOn, type Element } from './elements.ts'
import type { Violation } from './violation.ts'

/** What the rules about descriptions and deprecations say of an element. */
export function documentationViolations({ kind, coordinate, node }: Element): Violation[] {
  return [
    ...(needsDescription(node) && !node.description?.value.trim()
      ? [
          {
            rule: 'ALL_ELEMENTS_REQUIRE_DESCRIPTION' as const,
            coordinate,
            message: `${coordinate} should have a description.`,
            at: node.name.loc,
          },
        ]
      : []),
    ...(kind === 'DIRECTIVE' ? [] : deprecationViolations(coordinate, node)),
  ]
}

type Documented = Exclude<Element['node'], { readonly kind: `${string}TypeExtension` }> & {
  readonly name: NameNode
}

/** What is defined elsewhere is described there: types that are extended, fields of another subgraph. */
const needsDescription = (node: Element['node']): node is Documented =>
  !isTypeExtensionNode(node) && !('directives' in node && directiveOn(node, 'external'))

function deprecationViolations(coordinate: string, node: Element['node']): Violation[] {
  const deprecated = 'directives' in node ? directiveOn(node, 'deprecated') : undefined
  if (!deprecated) return []
  const reason = deprecated.arguments?.find(({ name }) => name.value === 'reason')?.value
  if (reason && 'value' in reason && String(reason.value).trim()) return []
  return [
    {
      rule: 'DEPRECATED_DIRECTIVE_MISSING_REASON',
      coordinate,
      message: `The deprecation of ${coordinate} should have a reason: what to use instead.`,
      at: deprecated.loc,
    },
  ]
}
