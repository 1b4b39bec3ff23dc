import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner'
import { Kind, parse, print, stripIgnoredCharacters, visit } from 'graphql'
import type { FieldNode, SelectionNode } from 'graphql'
import type { RequiredArguments } from './required-arguments.ts'

/**
 * Puts the real fields, with their arguments and under an alias, in the place of those that stand for them.
 * A fetch that would need two values for one field of a representation becomes several.
 */
export function restoreRequiredArguments(plan: QueryPlan, requiredArguments: RequiredArguments): QueryPlan {
  if (requiredArguments.fields.size === 0 || !plan.node) return plan
  if (plan.node.kind === 'Subscription') {
    const { primary, rest } = plan.node
    const node = {
      ...plan.node,
      primary: { ...primary, operation: restored(primary.operation, requiredArguments) },
      ...(rest && { rest: inNode(rest, requiredArguments) }),
    }
    return { ...plan, node }
  }
  return { ...plan, node: inNode(plan.node, requiredArguments) }
}

function inNode(node: PlanNode, requirements: RequiredArguments): PlanNode {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map((child) => inNode(child, requirements)) }
    case 'Flatten':
      return { ...node, node: inNode(node.node, requirements) }
    case 'Condition':
      return {
        ...node,
        ...(node.ifClause && { ifClause: inNode(node.ifClause, requirements) }),
        ...(node.elseClause && { elseClause: inNode(node.elseClause, requirements) }),
      }
    case 'Fetch': {
      const fetches = split(node, requirements).map((fetch) => ({
        ...fetch,
        operation: restored(fetch.operation, requirements),
      }))
      if (fetches.length === 1) return fetches[0]!
      // What waits for several fetches under one name could not tell when the last of them is done.
      for (const fetch of fetches) delete fetch.id
      return { kind: 'Parallel', nodes: fetches }
    }
    case 'Defer': {
      const { primary, deferred } = node
      return {
        ...node,
        primary: { ...primary, ...(primary.node && { node: inNode(primary.node, requirements) }) },
        deferred: deferred.map((part) => ({
          ...part,
          ...(part.node && { node: inNode(part.node, requirements) }),
        })),
      }
    }
  }
}

function restored(operation: string, { fields, prefix }: RequiredArguments): string {
  if (!operation.includes(prefix)) return operation
  const document = visit(parse(operation), {
    Field(node) {
      const requirement = fields.get(node.name.value)
      if (!requirement) return
      return {
        ...node,
        alias: node.alias ?? node.name,
        name: { kind: Kind.NAME as const, value: requirement.name },
        arguments: requirement.arguments,
      } as FieldNode
    },
  })
  return stripIgnoredCharacters(print(document))
}

/** Gives each set of fields that can do with one representation a fetch of its own; mostly that is all of them. */
function split(fetch: FetchNode, requirements: RequiredArguments): FetchNode[] {
  if (!fetch.requires || !JSON.stringify(fetch.requires).includes(requirements.prefix)) return [fetch]
  const groups: Set<string>[] = []
  const groupOf = (field: string): Set<string> => {
    const required = requirements.requiredBy.get(`${fetch.serviceName}.${field}`) ?? new Set()
    let group = groups.find((candidate) => !conflicts(candidate, required, requirements))
    if (!group) groups.push((group = new Set()))
    for (const name of required) group.add(name)
    return group
  }
  const document = parse(fetch.operation)
  const groupOfField = new Map<FieldNode, Set<string>>()
  for (const field of entityFields(document)) groupOfField.set(field, groupOf(field.name.value))
  if (groups.length < 2) return [fetch]

  return groups.map((group) => {
    const part = visit(document, {
      Field(node) {
        const own = groupOfField.get(node)
        return own && own !== group ? null : undefined
      },
      InlineFragment: { leave: (node) => (node.selectionSet.selections.length === 0 ? null : undefined) },
    })
    const requires = withoutOthers(fetch.requires ?? [], group, requirements.prefix)
    return { ...fetch, operation: stripIgnoredCharacters(print(part)), requires }
  })
}

/** Whether a representation cannot hold what two sets of fields require: another value under the same name. */
function conflicts(group: ReadonlySet<string>, required: ReadonlySet<string>, { fields }: RequiredArguments) {
  return [...required].some((name) => {
    const own = fields.get(name)
    return [...group].some((other) => {
      const theirs = fields.get(other)
      return other !== name && theirs?.name === own?.name && theirs?.parentType === own?.parentType
    })
  })
}

/** The fields of the entities that a fetch asks for, through fragments of both kinds. */
function entityFields(document: ReturnType<typeof parse>): FieldNode[] {
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION
        ? [[node.name.value, node.selectionSet.selections] as const]
        : [],
    ),
  )
  const inside = (selections: readonly SelectionNode[]): FieldNode[] =>
    selections.flatMap((node) => {
      if (node.kind === Kind.FIELD) return [node]
      if (node.kind === Kind.INLINE_FRAGMENT) return inside(node.selectionSet.selections)
      return inside(fragments.get(node.name.value) ?? [])
    })
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)
  const roots = operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections : []
  return inside(roots).flatMap((root) => inside(root.selectionSet?.selections ?? []))
}

/** Requirements without those that only other groups have. */
function withoutOthers(
  selections: readonly QueryPlanSelectionNode[],
  group: ReadonlySet<string>,
  prefix: string,
): QueryPlanSelectionNode[] {
  return selections.flatMap((node): QueryPlanSelectionNode[] => {
    if (node.kind === 'Field' && node.name.startsWith(prefix) && !group.has(node.name)) return []
    if (!node.selections) return [node]
    const inner = withoutOthers(node.selections, group, prefix)
    return inner.length > 0 ? [{ ...node, selections: inner }] : []
  })
}
