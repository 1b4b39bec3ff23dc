import { getNamedType, isCompositeType, isListType, isNonNullType, Kind, valueFromASTUntyped } from 'graphql'
import type {
  DirectiveNode,
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLCompositeType,
  GraphQLField,
  GraphQLOutputType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql'
import { listSize } from './list-size.ts'
import type { SizeOf } from './list-size.ts'
import type { CostField, CostFields, Variables } from './tree.ts'
import type { Weights } from './weights.ts'

type Condition = (variables: Variables) => boolean

/** A field whose selections are still being put together, by response name. */
type Drafts = Map<string, Draft>
interface Draft extends Omit<CostField, 'weight' | 'condition' | 'inner'> {
  weight: number
  condition: Condition | undefined
  readonly inner: Drafts
}

/** What the fields of a valid operation cost, ready to be computed for any variables. */
export function compileCost(
  schema: GraphQLSchema,
  weights: Weights,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  defaultSize: number,
): CostFields {
  const definitions = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
  const fragments = new Map<string, FragmentDefinitionNode>(
    definitions.map((node) => [node.name.value, node]),
  )

  function addSelections(
    { selections }: SelectionSetNode,
    parent: GraphQLCompositeType,
    into: Drafts,
    sized: ReadonlyMap<string, SizeOf>,
    around: Condition | undefined,
  ): void {
    for (const node of selections) {
      const condition = both(around, conditionOf(node.directives))
      if (node.kind === Kind.FIELD) addField(node, parent, into, sized, condition)
      else {
        const { selectionSet, typeCondition } =
          node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value)! : node
        const type = typeCondition ? schema.getType(typeCondition.name.value) : parent
        addSelections(selectionSet, type as GraphQLCompositeType, into, sized, condition)
      }
    }
  }

  function addField(
    node: FieldNode,
    parent: GraphQLCompositeType,
    into: Drafts,
    sized: ReadonlyMap<string, SizeOf>,
    condition: Condition | undefined,
  ): void {
    const field = 'getFields' in parent ? parent.getFields()[node.name.value] : undefined
    // `__typename` and introspection cost nothing.
    if (!field) return
    const key = node.alias?.value ?? field.name
    const weight = weights.ofField(parent.name, field)
    const valueOf = argumentValues(node, field)
    const directive = weights.listSizeOf(parent.name, field)
    const own = directive && listSize(`${parent.name}.${field.name}`, directive, valueOf)
    const depth = listDepth(field.type)
    const outer = sized.get(field.name) ?? own?.ofField
    const size = (variables: Variables): number =>
      depth === 0 ? 1 : (outer?.(variables) ?? defaultSize) * defaultSize ** (depth - 1)

    const known = into.get(key)
    const entry: Draft = known ?? {
      key,
      weight,
      size,
      ofArguments: argumentsCost(parent, node, field, valueOf),
      condition,
      inner: new Map(),
    }
    if (known) {
      known.weight = Math.max(known.weight, weight)
      known.condition = either(known.condition, condition)
    }
    const type = getNamedType(field.type)
    if (node.selectionSet && isCompositeType(type)) {
      addSelections(node.selectionSet, type, entry.inner, own?.ofSizedFields ?? new Map(), undefined)
    }
    if (entry.weight > 0 || entry.ofArguments || entry.inner.size > 0) into.set(key, entry)
  }

  function argumentsCost(
    parent: GraphQLCompositeType,
    node: FieldNode,
    field: GraphQLField<unknown, unknown>,
    valueOf: ArgumentValue,
  ): ((variables: Variables) => number) | undefined {
    // This is computed for each object of an answer that has the field.
    const given = field.args.filter(
      (argument) =>
        node.arguments?.some((each) => each.name.value === argument.name) &&
        !weights.isFree(parent.name, field.name, argument),
    )
    if (given.length === 0) return undefined
    return (variables) =>
      given.reduce(
        (sum, argument) =>
          sum + weights.ofArgument(parent.name, field.name, argument, valueOf(argument.name, variables)),
        0,
      )
  }

  const root = schema.getRootType(operation.operation)
  const fields: Drafts = new Map()
  if (root) addSelections(operation.selectionSet, root, fields, new Map(), undefined)
  return finished(fields)
}

const finished = (drafts: Drafts): CostFields =>
  [...drafts.values()].map((draft) => ({ ...draft, inner: finished(draft.inner) }))

export type ArgumentValue = (name: string, variables: Variables) => unknown

/** The value of a field's argument: as it is given, or else the default of the schema. */
function argumentValues(node: FieldNode, field: GraphQLField<unknown, unknown>): ArgumentValue {
  return (name, variables) => {
    const given = node.arguments?.find((argument) => argument.name.value === name)
    const value = given && valueFromASTUntyped(given.value, variables)
    return value === undefined ? field.args.find((argument) => argument.name === name)?.defaultValue : value
  }
}

function conditionOf(directives: readonly DirectiveNode[] = []): Condition | undefined {
  let condition: Condition | undefined
  for (const { name, arguments: given } of directives) {
    const wanted = name.value === 'include' ? true : name.value === 'skip' ? false : undefined
    const argument = given?.find((each) => each.name.value === 'if')
    if (wanted === undefined || !argument) continue
    condition = both(condition, (variables) => valueFromASTUntyped(argument.value, variables) === wanted)
  }
  return condition
}

const both = (left: Condition | undefined, right: Condition | undefined): Condition | undefined =>
  left && right ? (variables) => left(variables) && right(variables) : (left ?? right)

const either = (left: Condition | undefined, right: Condition | undefined): Condition | undefined =>
  left && right && ((variables) => left(variables) || right(variables))

function listDepth(type: GraphQLOutputType): number {
  if (isNonNullType(type)) return listDepth(type.ofType)
  return isListType(type) ? 1 + listDepth(type.ofType) : 0
}
