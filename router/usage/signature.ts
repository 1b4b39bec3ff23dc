import { Kind, print } from 'graphql'
import type {
  ArgumentNode,
  DirectiveNode,
  FragmentDefinitionNode,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
  ValueNode,
  VariableDefinitionNode,
} from 'graphql'
import type { UsedDefinitions } from './definitions.ts'

/**
 * The normalised text of an operation, the same for all that ask for the same with other words: no aliases, no
 * literals (numbers are 0, strings "", lists [], objects {}; enum values, booleans and variables stay, as in Apollo's
 * `usageReportingSignature`), arguments and selections sorted, the unused left out. It is GraphQL itself.
 *
 * Unlike Apollo's, selections that have become equal are one: `a: product(id: 1) { title } b: product(id: 2) { title }`
 * is the same operation however many products a client puts into it.
 */
export function signatureOf({ operation, fragments }: UsedDefinitions): string {
  return [operationText(operation), ...fragments.map(fragmentText).toSorted()].join(' ')
}

function operationText({
  operation,
  name,
  variableDefinitions,
  directives,
  selectionSet,
}: OperationDefinitionNode): string {
  const variables = list('(', variableDefinitions?.map(variableText), ')')
  const head = `${name ? ` ${name.value}` : ''}${variables}${directivesText(directives)}`
  const shorthand = operation === 'query' && head === ''
  return `${shorthand ? '' : `${operation}${head}`}${selectionsText(selectionSet)}`
}

const fragmentText = ({ name, typeCondition, directives, selectionSet }: FragmentDefinitionNode): string =>
  `fragment ${name.value} on ${typeCondition.name.value}${directivesText(directives)}${selectionsText(selectionSet)}`

function variableText({ variable, type, defaultValue, directives }: VariableDefinitionNode): string {
  const value = defaultValue ? `=${valueText(defaultValue)}` : ''
  return `$${variable.name.value}:${print(type)}${value}${directivesText(directives)}`
}

const selectionsText = (set: SelectionSetNode | undefined): string =>
  list('{', set?.selections.map(selectionText), '}')

function selectionText(node: SelectionNode): string {
  const directives = directivesText(node.directives)
  switch (node.kind) {
    case Kind.FIELD:
      return `${node.name.value}${argumentsText(node.arguments)}${directives}${selectionsText(node.selectionSet)}`
    case Kind.FRAGMENT_SPREAD:
      return `...${node.name.value}${directives}`
    case Kind.INLINE_FRAGMENT: {
      const condition = node.typeCondition ? ` on ${node.typeCondition.name.value}` : ''
      return `...${condition}${directives}${selectionsText(node.selectionSet)}`
    }
  }
}

const argumentsText = (nodes: readonly ArgumentNode[] | undefined): string =>
  list(
    '(',
    nodes?.map(({ name, value }) => `${name.value}:${valueText(value)}`),
    ')',
  )

const directivesText = (nodes: readonly DirectiveNode[] | undefined): string =>
  list(
    '',
    nodes?.map((node) => `@${node.name.value}${argumentsText(node.arguments)}`),
    '',
  )

function valueText(value: ValueNode): string {
  switch (value.kind) {
    case Kind.INT:
    case Kind.FLOAT:
      return '0'
    case Kind.STRING:
      return '""'
    case Kind.LIST:
      return '[]'
    case Kind.OBJECT:
      return '{}'
    case Kind.VARIABLE:
    case Kind.BOOLEAN:
    case Kind.ENUM:
    case Kind.NULL:
      return print(value)
  }
}

/** The texts sorted and each once, between brackets; nothing when there are none. */
function list(open: string, texts: readonly string[] | undefined, close: string): string {
  return texts?.length ? `${open}${[...new Set(texts)].toSorted().join(' ')}${close}` : ''
}
