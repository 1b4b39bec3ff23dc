import {
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isScalarType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
  isUnionType,
  OperationTypeNode,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql'
import { byName, change, type DiffedChange } from './change.ts'
import { directiveChanges } from './directives.ts'
import { descriptionChanges } from './documentation.ts'
import { enumChanges, unionChanges } from './enums-and-unions.ts'
import { fieldChanges, hasFields, interfaceChanges } from './fields.ts'
import { inputObjectChanges } from './input-objects.ts'
import { membersOf, positionsOf, type Positions } from './positions.ts'

/**
 * Every difference between two API schemas (built from SDL), each with its kind, its criticality and what an operation
 * has to use for it to matter. What is within an added or removed type is not listed again.
 */
export function diffSchemas(before: GraphQLSchema, after: GraphQLSchema): DiffedChange[] {
  const { removed, added, kept } = byName(typesOf(before), typesOf(after))
  const positions = { before: positionsOf(before), after: positionsOf(after) }
  return [
    ...rootChanges(before, after),
    ...removed.map(removal),
    ...added.flatMap(addition),
    ...kept.flatMap(({ was, now }) => typeChanges(was, now, positions)),
    ...directiveChanges(directivesOf(before), directivesOf(after)),
  ]
}

const typesOf = (schema: GraphQLSchema): GraphQLNamedType[] =>
  Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  )

const directivesOf = (schema: GraphQLSchema) =>
  schema.getDirectives().filter((directive) => !isSpecifiedDirective(directive))

/** Operations of a kind that is served no more. That their root type is called otherwise is seen in the types. */
function rootChanges(before: GraphQLSchema, after: GraphQLSchema): DiffedChange[] {
  return Object.values(OperationTypeNode).flatMap((operation) => {
    const then = before.getRootType(operation)
    if (!then || after.getRootType(operation) || !after.getType(then.name)) return []
    return [
      change('ROOT_TYPE_REMOVED', then.name, `\`${then.name}\` is not the root of any ${operation} now.`, {
        coordinates: membersOf(then),
        proof: 'SELECTION',
      }),
    ]
  })
}

function removal(type: GraphQLNamedType): DiffedChange {
  return change('TYPE_REMOVED', type.name, `The type \`${type.name}\` was removed.`, {
    coordinates: membersOf(type),
    ...(isCompositeType(type) && { proof: 'SELECTION' as const }),
  })
}

function addition(type: GraphQLNamedType): DiffedChange[] {
  const added = change('TYPE_ADDED', type.name, `The type \`${type.name}\` was added.`)
  if (!hasFields(type)) return [added]
  return [
    added,
    ...type
      .getInterfaces()
      .map((parent) =>
        change(
          'TYPE_ADDED_TO_INTERFACE',
          type.name,
          `The added type \`${type.name}\` implements \`${parent.name}\`.`,
        ),
      ),
  ]
}

function typeChanges(
  then: GraphQLNamedType,
  now: GraphQLNamedType,
  positions: { readonly before: Positions; readonly after: Positions },
): DiffedChange[] {
  return [...contentChanges(then, now, positions), ...descriptionChanges('TYPE', now.name, then, now)]
}

function contentChanges(
  then: GraphQLNamedType,
  now: GraphQLNamedType,
  { before, after }: { readonly before: Positions; readonly after: Positions },
): DiffedChange[] {
  if (hasFields(then) && hasFields(now) && isInterfaceType(then) === isInterfaceType(now))
    return [...interfaceChanges(then, now, before), ...fieldChanges(then, now)]
  if (isInputObjectType(then) && isInputObjectType(now)) return inputObjectChanges(then, now, before)
  if (isEnumType(then) && isEnumType(now)) return enumChanges(then, now, after)
  if (isUnionType(then) && isUnionType(now)) return unionChanges(then, now, before)
  if (isScalarType(then) && isScalarType(now)) {
    if (then.specifiedByURL === now.specifiedByURL) return []
    return [change('SPECIFIED_BY_CHANGE', now.name, `\`${now.name}\` is specified by another document.`)]
  }
  return [kindChange(then, now, before)]
}

function kindChange(then: GraphQLNamedType, now: GraphQLNamedType, positions: Positions): DiffedChange {
  const [was, is] = [kindOf(then), kindOf(now)]
  const outputs = positions.outputs(then.name)
  return change('TYPE_CHANGED_KIND', now.name, `\`${now.name}\` was ${was} and is ${is} now.`, {
    coordinates: [...membersOf(then), ...outputs, ...positions.inputs(then.name)],
    ...(isCompositeType(then) && isCompositeType(now) && { proof: 'DOCUMENT' as const }),
  })
}

function kindOf(type: GraphQLNamedType): string {
  if (isScalarType(type)) return 'a scalar'
  if (isEnumType(type)) return 'an enum'
  if (isInputObjectType(type)) return 'an input object'
  if (isUnionType(type)) return 'a union'
  return isInterfaceType(type) ? 'an interface' : 'an object type'
}
