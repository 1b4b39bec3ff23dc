import { GraphQLError, Kind } from 'graphql'
import type { ASTVisitor, DirectiveNode, ValidationContext } from 'graphql'
import type { RouterPlugin } from './context.ts'

/**
 * What the proposal of `@defer` demands of a document beyond its directive's definition
 * (https://github.com/graphql/graphql-spec/pull/742), and graphql-js does not check yet.
 */
export function deferRules(): RouterPlugin {
  return {
    onValidate({ addValidationRule }) {
      addValidationRule(DeferLabelRule)
      addValidationRule(DeferOnRootFieldRule)
    },
  }
}

const isDefer = ({ name }: DirectiveNode): boolean => name.value === 'defer'

/** Clients tell deferred parts apart by their labels: each is written out, and no two of a document are the same. */
export function DeferLabelRule(context: ValidationContext): ASTVisitor {
  const labelled = new Map<string, DirectiveNode>()
  return {
    Directive(node) {
      const label = isDefer(node) && node.arguments?.find(({ name }) => name.value === 'label')?.value
      if (!label) return
      if (label.kind === Kind.VARIABLE) {
        const message = 'The label of a @defer must be written out; it cannot be a variable.'
        context.reportError(new GraphQLError(message, { nodes: label }))
      }
      // Another value is not of the argument's type, which is another rule's concern.
      if (label.kind !== Kind.STRING) return
      const other = labelled.get(label.value)
      if (other) {
        const message = `The label "${label.value}" is that of another @defer; each must have one of its own, or none.`
        context.reportError(new GraphQLError(message, { nodes: [other, node] }))
      }
      labelled.set(label.value, node)
    },
  }
}

/** Mutations are executed in series, and a subscription's event comes from one field: neither can be put off. */
export function DeferOnRootFieldRule(context: ValidationContext): ASTVisitor {
  const schema = context.getSchema()
  const roots = new Set<unknown>([schema.getMutationType(), schema.getSubscriptionType()])
  return {
    Directive(node) {
      const parent = context.getParentType()
      if (!isDefer(node) || !parent || !roots.has(parent)) return
      const message = `What is selected on ${parent.name} itself cannot be deferred; put @defer inside its fields.`
      context.reportError(new GraphQLError(message, { nodes: node }))
    },
  }
}
