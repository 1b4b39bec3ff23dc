import type { GraphQLEnumType, GraphQLUnionType } from 'graphql'
import { byName, change, type DiffedChange } from './change.ts'
import { deprecationChanges, descriptionChanges } from './documentation.ts'
import { conditionsOn, type Positions } from './positions.ts'

/**
 * The changes of an enum's values. A removed value breaks those who send it; whoever only received it does not get it
 * any more. `positions` are the new schema's: they tell whether clients receive the enum at all.
 */
export function enumChanges(
  then: GraphQLEnumType,
  now: GraphQLEnumType,
  positions: Positions,
): DiffedChange[] {
  const { removed, added, kept } = byName(then.getValues(), now.getValues())
  const received = positions.outputs(now.name).length > 0
  return [
    ...removed.map(({ name }) => {
      const coordinate = `${then.name}.${name}`
      return change('VALUE_REMOVED_FROM_ENUM', coordinate, `The enum value \`${coordinate}\` was removed.`, {
        coordinates: [coordinate],
      })
    }),
    ...added.map(({ name }) =>
      change(
        received ? 'VALUE_ADDED_TO_ENUM' : 'VALUE_ADDED_TO_INPUT_ENUM',
        `${now.name}.${name}`,
        `The enum value \`${now.name}.${name}\` was added.`,
      ),
    ),
    ...kept.flatMap((value) => {
      const coordinate = `${now.name}.${value.now.name}`
      return [
        ...deprecationChanges('ENUM', coordinate, value.was, value.now),
        ...descriptionChanges('ENUM_VALUE', coordinate, value.was, value.now),
      ]
    }),
  ]
}

/** The changes of a union's members. `positions` are the old schema's. */
export function unionChanges(
  then: GraphQLUnionType,
  now: GraphQLUnionType,
  positions: Positions,
): DiffedChange[] {
  const { removed, added } = byName(then.getTypes(), now.getTypes())
  return [
    ...removed.map((member) =>
      change(
        'TYPE_REMOVED_FROM_UNION',
        then.name,
        `\`${member.name}\` was removed from the union \`${then.name}\`.`,
        { coordinates: conditionsOn(member, positions), proof: 'FRAGMENTS' },
      ),
    ),
    ...added.map(({ name }) =>
      change('TYPE_ADDED_TO_UNION', now.name, `\`${name}\` was added to the union \`${now.name}\`.`),
    ),
  ]
}
