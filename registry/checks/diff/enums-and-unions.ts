import type { GraphQLEnumType, GraphQLUnionType } from 'graphql'
import { byName, change, type DiffedChange } from './change.ts'
import { deprecationChanges, descriptionChanges } from './documentation.ts'
import type { Positions } from './positions.ts'

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

/** The changes of a union's members. */
export function unionChanges(then: GraphQLUnionType, now: GraphQLUnionType): DiffedChange[] {
  const { removed, added } = byName(then.getTypes(), now.getTypes())
  return [
    ...removed.map(({ name }) =>
      change(
        'TYPE_REMOVED_FROM_UNION',
        then.name,
        `\`${name}\` was removed from the union \`${then.name}\`.`,
        {
          // A fragment on an interface of the member fits the union for its sake, too.
          coordinates: [name, ...interfacesOf(then, name)],
          proof: 'FRAGMENTS',
        },
      ),
    ),
    ...added.map(({ name }) =>
      change('TYPE_ADDED_TO_UNION', now.name, `\`${name}\` was added to the union \`${now.name}\`.`),
    ),
  ]
}

const interfacesOf = (union: GraphQLUnionType, member: string): string[] =>
  union
    .getTypes()
    .filter(({ name }) => name === member)
    .flatMap((type) => type.getInterfaces().map(({ name }) => name))
