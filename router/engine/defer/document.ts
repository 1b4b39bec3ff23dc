import { Kind, visit } from 'graphql'
import type {
  DirectiveNode,
  DocumentNode,
  InlineFragmentNode,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql'
import { fragmentsOf } from '../answer.ts'

/** Whether the document defers anything, whatever its conditions. */
export function hasDefer(document: DocumentNode): boolean {
  let found = false
  visit(document, { Directive: ({ name }) => void (found ||= name.value === 'defer') })
  return found
}

/** The document with nothing deferred: everything is to come at once. The same object where nothing was. */
export function withoutDefer(document: DocumentNode): DocumentNode {
  if (!hasDefer(document)) return document
  return visit(document, { Directive: ({ name }) => (name.value === 'defer' ? null : undefined) })
}

/** A deferred fragment, and the label that the client gave it. */
export interface DeferredFragment {
  readonly node: InlineFragmentNode
  readonly label: string | undefined
}

/** An operation whose deferred fragments are told apart by their numbers. */
export interface DeferringOperation {
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  readonly fragments: readonly DeferredFragment[]
}

/** What the planner knows a deferred fragment by. */
export const plannedLabel = (fragment: number): string => `deferred${fragment}`

/**
 * Writes all fragments out and gives each that is deferred a label of its own: a named fragment may be deferred in one
 * place and not in another, and what is deferred inside it belongs to as many places as it is used in. What stands on
 * the root of a mutation is not deferred, since root fields are executed in series.
 *
 * @param isActive whether a `@defer` is to be followed, by its `if`.
 */
export function writeOutDeferred(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  isActive: (directive: DirectiveNode) => boolean,
): DeferringOperation {
  const named = fragmentsOf(document)
  const fragments: DeferredFragment[] = []

  const inside = (set: SelectionSetNode, mayDefer: boolean): SelectionSetNode => ({
    ...set,
    selections: set.selections.flatMap((node) => writeOut(node, mayDefer)),
  })
  function writeOut(node: SelectionNode, mayDefer: boolean): SelectionNode[] {
    if (node.kind === Kind.FIELD)
      return [node.selectionSet ? { ...node, selectionSet: inside(node.selectionSet, true) } : node]
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : named.get(node.name.value)
    if (!fragment) return []
    const defer = node.directives?.find(({ name }) => name.value === 'defer')
    const isDeferred = defer !== undefined && mayDefer && isActive(defer)
    const number = fragments.length
    const others = node.directives?.filter((directive) => directive !== defer) ?? []
    // Numbers are given from the outside to the inside; the fragment takes its place when it is written.
    if (isDeferred) fragments.push({ node: placeholder, label: undefined })
    const written: InlineFragmentNode = {
      kind: Kind.INLINE_FRAGMENT,
      ...(fragment.typeCondition && { typeCondition: fragment.typeCondition }),
      directives: isDeferred ? [...others, deferWithLabel(plannedLabel(number))] : others,
      selectionSet: inside(fragment.selectionSet, mayDefer),
    }
    if (isDeferred) fragments[number] = { node: written, label: labelOf(defer) }
    return [written]
  }

  const written = {
    ...operation,
    selectionSet: inside(operation.selectionSet, operation.operation === 'query'),
  }
  return { document: { kind: Kind.DOCUMENT, definitions: [written] }, operation: written, fragments }
}

const placeholder: InlineFragmentNode = {
  kind: Kind.INLINE_FRAGMENT,
  selectionSet: { kind: Kind.SELECTION_SET, selections: [] },
}

const deferWithLabel = (label: string): DirectiveNode => ({
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: 'defer' },
  arguments: [
    {
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: 'label' },
      value: { kind: Kind.STRING, value: label },
    },
  ],
})

function labelOf(defer: DirectiveNode): string | undefined {
  const value = valueOf(defer, 'label')
  return value?.kind === Kind.STRING ? value.value : undefined
}

type Variables = Readonly<Record<string, unknown>>

/** The names of the variables that decide what is deferred, in the order in which they come. */
export function deferVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>()
  visit(document, {
    Directive(node) {
      const value = node.name.value === 'defer' ? valueOf(node, 'if') : undefined
      if (value?.kind === Kind.VARIABLE) names.add(value.name.value)
    },
  })
  return [...names]
}

/** Compiles whether a `@defer` is to be followed, by the values of its variables: it is, unless its `if` is false. */
export function compileIsActive(operation: OperationDefinitionNode) {
  const defaults = new Map(
    operation.variableDefinitions?.map(({ variable, defaultValue }) => [
      variable.name.value,
      defaultValue?.kind === Kind.BOOLEAN ? defaultValue.value : true,
    ]),
  )
  const valueOfVariable = (name: string, variables: Variables): boolean => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined
    return value === undefined ? defaults.get(name) !== false : value === true
  }
  return (variables: Variables) =>
    (defer: DirectiveNode): boolean => {
      const value = valueOf(defer, 'if')
      if (value?.kind === Kind.VARIABLE) return valueOfVariable(value.name.value, variables)
      return value?.kind !== Kind.BOOLEAN || value.value
    }
}

const valueOf = (directive: DirectiveNode, argument: string) =>
  directive.arguments?.find(({ name }) => name.value === argument)?.value
