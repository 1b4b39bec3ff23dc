import {
  getNamedType,
  getNullableType,
  isRequiredArgument,
  type GraphQLArgument,
  type GraphQLInputType,
} from 'graphql'
import { byName, change, type DiffedChange, type Impact, type Proof } from './change.ts'
import { defaultChange } from './defaults.ts'
import { deprecationChanges, descriptionChanges } from './documentation.ts'
import { inputFits } from './types-compared.ts'

/** What the arguments belong to: a field, or a directive. */
export interface ArgumentOwner {
  /** `Query.product` or `@include`. */
  readonly coordinate: string
  readonly prefix: '' | 'DIRECTIVE_'
  /** Who uses the field or directive at all. */
  readonly impact: Impact
}

/** The changes of the arguments of a field or directive. */
export function argumentChanges(
  owner: ArgumentOwner,
  before: readonly GraphQLArgument[],
  after: readonly GraphQLArgument[],
): DiffedChange[] {
  const { removed, added, kept } = byName(before, after)
  return [
    ...removed.map((each) => removal(owner, each)),
    ...added.map((each) => addition(owner, each)),
    ...kept.flatMap(({ was, now }) => changes(owner, was, now)),
  ]
}

const coordinateOf = ({ coordinate }: ArgumentOwner, { name }: GraphQLArgument): string =>
  `${coordinate}(${name}:)`

/** Who gives the argument; of directives it is only known who uses them. */
function impactOf(owner: ArgumentOwner, argument: GraphQLArgument, proof?: Proof): Impact {
  if (owner.prefix) return owner.impact
  const needed = proof ?? owner.impact.proof
  return { coordinates: [coordinateOf(owner, argument)], ...(needed && { proof: needed }) }
}

function removal(owner: ArgumentOwner, argument: GraphQLArgument): DiffedChange {
  const coordinate = coordinateOf(owner, argument)
  return change(
    `${owner.prefix}ARG_REMOVED`,
    coordinate,
    `The argument \`${coordinate}\` was removed.`,
    impactOf(owner, argument),
  )
}

function addition(owner: ArgumentOwner, argument: GraphQLArgument): DiffedChange {
  const coordinate = coordinateOf(owner, argument)
  const description = `The ${isRequiredArgument(argument) ? 'required' : 'optional'} argument \`${coordinate}\` of type \`${String(argument.type)}\` was added.`
  return isRequiredArgument(argument)
    ? change(`${owner.prefix}REQUIRED_ARG_ADDED`, coordinate, description, owner.impact)
    : change(`${owner.prefix}OPTIONAL_ARG_ADDED`, coordinate, description)
}

function changes(owner: ArgumentOwner, then: GraphQLArgument, now: GraphQLArgument): DiffedChange[] {
  const coordinate = coordinateOf(owner, now)
  const required = isRequiredArgument(now) && !isRequiredArgument(then)
  return [
    ...(required ? [requirement(owner, now)] : []),
    ...typeChanges(owner, then, now, required),
    ...(required ? [] : defaultChange(`${owner.prefix}ARG_DEFAULT_VALUE_CHANGE`, coordinate, then, now)),
    ...(owner.prefix
      ? []
      : [
          ...deprecationChanges('ARG', coordinate, then, now),
          ...descriptionChanges('ARG', coordinate, then, now),
        ]),
  ]
}

function requirement(owner: ArgumentOwner, argument: GraphQLArgument): DiffedChange {
  const coordinate = coordinateOf(owner, argument)
  return change(
    `${owner.prefix}ARG_MADE_REQUIRED`,
    coordinate,
    `The argument \`${coordinate}\` must be given now: its type is \`${String(argument.type)}\`, without a default.`,
    owner.prefix ? owner.impact : { coordinates: owner.impact.coordinates, proof: 'ARGUMENTS' },
  )
}

/** `required`: that it may not be null any more has been told already. */
function typeChanges(
  owner: ArgumentOwner,
  then: GraphQLArgument,
  now: GraphQLArgument,
  required: boolean,
): DiffedChange[] {
  const [was, is]: GraphQLInputType[] = required
    ? [getNullableType(then.type), getNullableType(now.type)]
    : [then.type, now.type]
  if (!was || !is || String(was) === String(is)) return []
  const coordinate = coordinateOf(owner, now)
  const description = `The type of the argument \`${coordinate}\` changed from \`${String(then.type)}\` to \`${String(now.type)}\`.`
  if (inputFits(was, is)) return [change(`${owner.prefix}ARG_TYPE_WIDENED`, coordinate, description)]
  return [change(`${owner.prefix}ARG_CHANGED_TYPE`, coordinate, description, impactOfType(owner, then, now))]
}

/** Of the same named type, what was given may still do; of another, signatures do not show the values: none does. */
function impactOfType(owner: ArgumentOwner, then: GraphQLArgument, now: GraphQLArgument): Impact {
  const same = getNamedType(then.type).name === getNamedType(now.type).name
  if (same) return impactOf(owner, then, 'ARGUMENTS')
  if (!owner.prefix) return impactOf(owner, then)
  const { proof: _, ...unproven } = owner.impact
  return unproven
}
