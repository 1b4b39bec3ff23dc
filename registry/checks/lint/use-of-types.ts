import {
  isTypeDefinitionNode,
  isTypeExtensionNode,
  Kind,
  visit,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type TypeDefinitionNode,
  type TypeNode,
} from 'graphql'
import { directiveOn, elementsOf } from './elements.ts'
import type { Violation } from './violation.ts'

/** What the rules about how types are used say of a document. */
export function useViolations(document: DocumentNode): Violation[] {
  const uses = usesOf(document)
  return document.definitions
    .filter(isTypeDefinitionNode)
    .flatMap((type) => [
      ...unusedViolations(type, uses),
      ...(type.kind === Kind.ENUM_TYPE_DEFINITION ? enumViolations(type, uses) : []),
    ])
}

interface Uses {
  readonly outputs: ReadonlySet<string>
  readonly inputs: ReadonlySet<string>
  /** Named in any other way: as a member, an interface, an extension, a root. */
  readonly elsewhere: ReadonlySet<string>
}

function usesOf(document: DocumentNode): Uses {
  const [outputs, inputs] = [new Set<string>(), new Set<string>()]
  for (const { kind, node } of elementsOf(document)) {
    if (kind === 'FIELD') outputs.add(namedType(node.type))
    else if (kind === 'ARGUMENT' || kind === 'INPUT_FIELD') inputs.add(namedType(node.type))
  }
  return { outputs, inputs, elsewhere: mentionsOf(document) }
}

function mentionsOf({ definitions }: DocumentNode): ReadonlySet<string> {
  const mentioned = new Set(['Query', 'Mutation', 'Subscription'])
  for (const node of definitions) {
    if (isTypeExtensionNode(node)) mentioned.add(node.name.value)
    if ('types' in node) for (const { name } of node.types ?? []) mentioned.add(name.value)
    if ('operationTypes' in node)
      for (const { type } of node.operationTypes ?? []) mentioned.add(type.name.value)
    if ('interfaces' in node && node.interfaces?.length) {
      for (const { name } of node.interfaces) mentioned.add(name.value)
      // Whoever gets the interface may get it.
      mentioned.add(node.name.value)
    }
  }
  return mentioned
}

function namedType(type: TypeNode): string {
  let name = ''
  visit(type, { NamedType: (node) => void (name = node.name.value) })
  return name
}

function unusedViolations(type: TypeDefinitionNode, { outputs, inputs, elsewhere }: Uses): Violation[] {
  const name = type.name.value
  const used = outputs.has(name) || inputs.has(name) || elsewhere.has(name)
  // Entities and shared types are reached through other subgraphs.
  const isShared = ['key', 'shareable', 'interfaceObject'].some((directive) => directiveOn(type, directive))
  if (used || isShared) return []
  return [
    {
      rule: 'DEFINED_TYPES_ARE_UNUSED',
      coordinate: name,
      message: `The type ${name} is not used by anything here.`,
      at: type.name.loc,
    },
  ]
}

function enumViolations(type: EnumTypeDefinitionNode, { outputs, inputs }: Uses): Violation[] {
  const name = type.name.value
  if (name.endsWith('Input'))
    return outputs.has(name)
      ? [
          {
            rule: 'ENUM_USED_AS_OUTPUT_DESPITE_SUFFIX',
            coordinate: name,
            message: `The enum ${name} is returned: its name should not end with Input.`,
            at: type.name.loc,
          },
        ]
      : []
  return inputs.has(name)
    ? [
        {
          rule: 'ENUM_USED_AS_INPUT_WITHOUT_SUFFIX',
          coordinate: name,
          message: `The enum ${name} is sent: its name should end with Input.`,
          at: type.name.loc,
        },
      ]
    : []
}
