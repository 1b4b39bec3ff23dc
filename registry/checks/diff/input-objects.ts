import {
  getNullableType,
  isRequiredInputField,
  type GraphQLInputField,
  type GraphQLInputObjectType,
} from 'graphql'
import { byName, change, type DiffedChange, type Impact } from './change.ts'
import { defaultChange } from './defaults.ts'
import { deprecationChanges, descriptionChanges } from './documentation.ts'
import { sendersOf, type Positions } from './positions.ts'
import { inputFits } from './types-compared.ts'

/**
 * The changes of an input object. Signatures do not show what variables held, so usage alone decides: the input fields
 * that were really sent.
 */
export function inputObjectChanges(
  then: GraphQLInputObjectType,
  now: GraphQLInputObjectType,
  positions: Positions,
): DiffedChange[] {
  const { removed, added, kept } = byName(Object.values(then.getFields()), Object.values(now.getFields()))
  const senders: Impact = { coordinates: sendersOf(then, positions) }
  return [
    ...oneOfChanges(then, now, senders),
    ...removed.map(({ name }) => {
      const coordinate = `${then.name}.${name}`
      return change(
        'FIELD_REMOVED_FROM_INPUT_OBJECT',
        coordinate,
        `The input field \`${coordinate}\` was removed.`,
        { coordinates: [coordinate] },
      )
    }),
    ...added.map((field) => addition(now, field, senders)),
    ...kept.flatMap((field) => changes(`${now.name}.${field.now.name}`, field.was, field.now, senders)),
  ]
}

function oneOfChanges(
  then: GraphQLInputObjectType,
  now: GraphQLInputObjectType,
  senders: Impact,
): DiffedChange[] {
  if (then.isOneOf === now.isOneOf) return []
  return now.isOneOf
    ? [change('ONE_OF_ADDED', now.name, `Exactly one field of \`${now.name}\` must be given now.`, senders)]
    : [change('ONE_OF_REMOVED', now.name, `\`${now.name}\` takes more than one field now.`)]
}

function addition(owner: GraphQLInputObjectType, field: GraphQLInputField, senders: Impact): DiffedChange {
  const coordinate = `${owner.name}.${field.name}`
  const description = `The ${isRequiredInputField(field) ? 'required' : 'optional'} input field \`${coordinate}\` of type \`${String(field.type)}\` was added.`
  return isRequiredInputField(field)
    ? change('NON_NULLABLE_FIELD_ADDED_TO_INPUT_OBJECT', coordinate, description, senders)
    : change('NULLABLE_FIELD_ADDED_TO_INPUT_OBJECT', coordinate, description)
}

function changes(
  coordinate: string,
  then: GraphQLInputField,
  now: GraphQLInputField,
  senders: Impact,
): DiffedChange[] {
  const required = isRequiredInputField(now) && !isRequiredInputField(then)
  return [
    ...(required
      ? [
          change(
            'INPUT_FIELD_MADE_REQUIRED',
            coordinate,
            `The input field \`${coordinate}\` must be given now: its type is \`${String(now.type)}\`, without a default.`,
            senders,
          ),
        ]
      : defaultChange('INPUT_FIELD_DEFAULT_VALUE_CHANGE', coordinate, then, now)),
    ...typeChanges(coordinate, then, now, required),
    ...deprecationChanges('INPUT_FIELD', coordinate, then, now),
    ...descriptionChanges('INPUT_FIELD', coordinate, then, now),
  ]
}

/** `required`: that it may not be null any more has been told already. */
function typeChanges(
  coordinate: string,
  then: GraphQLInputField,
  now: GraphQLInputField,
  required: boolean,
): DiffedChange[] {
  const was = required ? getNullableType(then.type) : then.type
  const is = required ? getNullableType(now.type) : now.type
  if (String(was) === String(is)) return []
  const description = `The type of the input field \`${coordinate}\` changed from \`${String(then.type)}\` to \`${String(now.type)}\`.`
  return inputFits(was, is)
    ? [change('INPUT_FIELD_TYPE_WIDENED', coordinate, description)]
    : [change('FIELD_ON_INPUT_OBJECT_CHANGED_TYPE', coordinate, description, { coordinates: [coordinate] })]
}
