import { Kind, parse, print, visit } from 'graphql'
import type {
  ConstDirectiveNode,
  DocumentNode,
  FieldDefinitionNode,
  FieldNode,
  InterfaceTypeDefinitionNode,
  ObjectTypeDefinitionNode,
  SelectionSetNode,
} from 'graphql'

type CompositeDefinition = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode

/** A field that stands for another one with certain arguments: `price(currency: "USD")`, say. */
export interface NamedRequirement {
  readonly parentType: string
  readonly name: string
  readonly arguments: FieldNode['arguments']
}

export interface RequiredArguments {
  /** By the name of the field that stands for them. */
  readonly fields: ReadonlyMap<string, NamedRequirement>
  /** Which of them a field requires, by subgraph and name of the field. */
  readonly requiredBy: ReadonlyMap<string, ReadonlySet<string>>
  /** What all their names begin with, and no other name does. */
  readonly prefix: string
}

/**
 * Gives each field that is required with arguments a field of its own in what the planner sees.
 *
 * The planner knows fields by their response names alone: `@requires(fields: "price(currency: \"USD\")")` and a client
 * that asks for `price(currency: "EUR")`, or two requirements with different arguments, it takes for one, and a
 * subgraph computes with the wrong price. Fields with names of their own cannot be mixed up;
 * `restoreRequiredArguments` puts the real ones into the plan.
 */
export function nameRequiredArguments(supergraphSdl: string): {
  sdl: string
  requiredArguments: RequiredArguments
} {
  const fields = new Map<string, NamedRequirement>()
  const requiredBy = new Map<string, Set<string>>()
  const prefix = unusedPrefix(supergraphSdl)
  const requiredArguments = { fields, requiredBy, prefix }
  if (!/requires: "[^"]*\(/.test(supergraphSdl)) return { sdl: supergraphSdl, requiredArguments }

  const document = parse(supergraphSdl)
  const types = new Map<string, CompositeDefinition>()
  for (const node of document.definitions) {
    if (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION)
      types.set(node.name.value, node)
  }
  const names = new Map<string, string>()

  /** The name that stands for a field with its arguments; the same for the same ones. */
  function nameOf(parentType: string, field: FieldNode): string {
    const key = `${parentType}.${print({ ...field, selectionSet: undefined })}`
    let name = names.get(key)
    if (!name) {
      name = `${prefix}${names.size}_${field.name.value}`
      names.set(key, name)
      fields.set(name, { parentType, name: field.name.value, arguments: field.arguments })
    }
    return name
  }

  function rename(set: SelectionSetNode, parentType: string, used: Set<string>): SelectionSetNode {
    const selections = set.selections.map((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return selection
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const type = selection.typeCondition?.name.value ?? parentType
        return { ...selection, selectionSet: rename(selection.selectionSet, type, used) }
      }
      const type = namedType(types.get(parentType), selection.name.value)
      const selectionSet = selection.selectionSet && type && rename(selection.selectionSet, type, used)
      const renamed = { ...selection, ...(selectionSet && { selectionSet }) }
      if (!selection.arguments?.length) return renamed
      const name = nameOf(parentType, selection)
      used.add(name)
      return { ...renamed, name: { kind: Kind.NAME as const, value: name }, arguments: [] }
    })
    return { ...set, selections }
  }

  const graphs = subgraphNames(document)
  const renamed = visit(document, {
    Directive(node, _key, _parent, _path, ancestors) {
      const requires = node.name.value === 'join__field' ? textOf(node as ConstDirectiveNode, 'requires') : ''
      if (!requires?.includes('(')) return
      const [type, field] = owners(ancestors)
      const graph = graphs.get(textOf(node as ConstDirectiveNode, 'graph') ?? '')
      if (!type || !field || !graph) return
      const used = new Set<string>()
      const selection = rename(selectionSetOf(requires), type, used)
      requiredBy.set(`${graph}.${field}`, requiredBy.get(`${graph}.${field}`)?.union(used) ?? used)
      return {
        ...node,
        arguments: node.arguments?.map((given) =>
          given.name.value === 'requires'
            ? { ...given, value: { kind: Kind.STRING as const, value: fieldSet(selection) } }
            : given,
        ),
      }
    },
  })
  const extended = withFields(renamed, fields)
  return { sdl: print(withoutUnusedExternals(extended, requiredArguments)), requiredArguments }
}

/** Adds the fields that stand for others to the types of those, and to what implements them. */
function withFields(document: DocumentNode, fields: ReadonlyMap<string, NamedRequirement>): DocumentNode {
  function added(node: CompositeDefinition): FieldDefinitionNode[] {
    const types = new Set([node.name.value, ...(node.interfaces ?? []).map(({ name }) => name.value)])
    return [...fields].flatMap(([name, requirement]) => {
      const original = node.fields?.find((field) => field.name.value === requirement.name)
      if (!original || !types.has(requirement.parentType)) return []
      return [{ ...original, name: { kind: Kind.NAME, value: name }, arguments: [] }]
    })
  }
  const extend = <Node extends CompositeDefinition>(node: Node): Node => ({
    ...node,
    fields: [...(node.fields ?? []), ...added(node)],
  })
  return visit(document, { ObjectTypeDefinition: extend, InterfaceTypeDefinition: extend })
}

/** A subgraph may declare as external only what it uses, and now it may use nothing but the fields added. */
function withoutUnusedExternals(document: DocumentNode, { fields }: RequiredArguments): DocumentNode {
  const replaced = new Set([...fields.values()].map(({ parentType, name }) => `${parentType}.${name}`))
  const used = new Map<string, string>()
  visit(document, {
    Directive(node) {
      const graph = textOf(node as ConstDirectiveNode, 'graph') ?? ''
      for (const name of ['requires', 'provides', 'key']) {
        const text = textOf(node as ConstDirectiveNode, name)
        if (text) used.set(graph, `${used.get(graph) ?? ''} ${text}`)
      }
    },
  })
  return visit(document, {
    Directive(node, _key, _parent, _path, ancestors) {
      const directive = node as ConstDirectiveNode
      const [type, field] = owners(ancestors)
      const isExternal = directive.arguments?.some(({ name }) => name.value === 'external')
      if (!isExternal || !replaced.has(`${type}.${field}`)) return
      const uses = used.get(textOf(directive, 'graph') ?? '') ?? ''
      return new RegExp(String.raw`\b${field}\b`).test(uses) ? undefined : null
    },
  })
}

/** The type and the field that a directive is on. */
function owners(ancestors: readonly unknown[]): [type: string | undefined, field: string | undefined] {
  const nodes = ancestors.filter((node): node is CompositeDefinition | FieldDefinitionNode =>
    [Kind.OBJECT_TYPE_DEFINITION, Kind.INTERFACE_TYPE_DEFINITION, Kind.FIELD_DEFINITION].includes(
      (node as CompositeDefinition).kind as never,
    ),
  )
  return [nodes[0]?.name.value, nodes[1]?.name.value]
}

/** The subgraphs' names by their values in the enum `join__Graph`. */
function subgraphNames(document: DocumentNode): Map<string, string> {
  const graph = document.definitions.find(
    (node) => node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph',
  )
  const values = graph?.kind === Kind.ENUM_TYPE_DEFINITION ? (graph.values ?? []) : []
  return new Map(
    values.map(({ name, directives }) => [name.value, textOf(directives?.[0], 'name') ?? name.value]),
  )
}

function unusedPrefix(text: string): string {
  let prefix = 'required_'
  while (text.includes(prefix)) prefix = `x${prefix}`
  return prefix
}

const selectionSetOf = (fieldSetText: string): SelectionSetNode => {
  const [definition] = parse(`{${fieldSetText}}`).definitions
  return (definition as { selectionSet: SelectionSetNode }).selectionSet
}

const fieldSet = (set: SelectionSetNode): string => print(set).slice(1, -1).replace(/\s+/g, ' ').trim()

function namedType(type: CompositeDefinition | undefined, field: string): string | undefined {
  let node = type?.fields?.find(({ name }) => name.value === field)?.type
  while (node && node.kind !== Kind.NAMED_TYPE) node = node.type
  return node?.name.value
}

function textOf(node: ConstDirectiveNode | undefined, name: string): string | undefined {
  const value = node?.arguments?.find((given) => given.name.value === name)?.value
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined
}
