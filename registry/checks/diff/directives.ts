import type { GraphQLDirective } from 'graphql'
import { argumentChanges } from './arguments.ts'
import { byName, change, type DiffedChange, type Impact } from './change.ts'
import { descriptionChanges } from './documentation.ts'

/** The changes of the directives a schema declares. Those that operations cannot use break none. */
export function directiveChanges(
  before: readonly GraphQLDirective[],
  after: readonly GraphQLDirective[],
): DiffedChange[] {
  const { removed, added, kept } = byName(before, after)
  return [
    ...removed.map(({ name }) =>
      change('DIRECTIVE_REMOVED', `@${name}`, `The directive \`@${name}\` was removed.`, impactOf(name)),
    ),
    ...added.map(({ name }) =>
      change('DIRECTIVE_ADDED', `@${name}`, `The directive \`@${name}\` was added.`),
    ),
    ...kept.flatMap(({ was, now }) => changes(`@${now.name}`, impactOf(now.name), was, now)),
  ]
}

const impactOf = (directive: string): Impact => ({ coordinates: [], directive, proof: 'DIRECTIVES' })

function changes(
  coordinate: string,
  impact: Impact,
  then: GraphQLDirective,
  now: GraphQLDirective,
): DiffedChange[] {
  return [
    ...then.locations
      .filter((location) => !now.locations.includes(location))
      .map((location) =>
        change(
          'DIRECTIVE_LOCATION_REMOVED',
          coordinate,
          `The directive \`${coordinate}\` is not allowed on \`${location}\` any more.`,
          impact,
        ),
      ),
    ...now.locations
      .filter((location) => !then.locations.includes(location))
      .map((location) =>
        change(
          'DIRECTIVE_LOCATION_ADDED',
          coordinate,
          `The directive \`${coordinate}\` is allowed on \`${location}\` now.`,
        ),
      ),
    ...repeatableChanges(coordinate, impact, then, now),
    ...argumentChanges({ coordinate, prefix: 'DIRECTIVE_', impact }, then.args, now.args),
    ...descriptionChanges('DIRECTIVE', coordinate, then, now),
  ]
}

function repeatableChanges(
  coordinate: string,
  impact: Impact,
  then: GraphQLDirective,
  now: GraphQLDirective,
): DiffedChange[] {
  if (then.isRepeatable === now.isRepeatable) return []
  return now.isRepeatable
    ? [
        change(
          'DIRECTIVE_REPEATABLE_ADDED',
          coordinate,
          `The directive \`${coordinate}\` may be repeated now.`,
        ),
      ]
    : [
        change(
          'DIRECTIVE_REPEATABLE_REMOVED',
          coordinate,
          `The directive \`${coordinate}\` may not be repeated any more.`,
          impact,
        ),
      ]
}
