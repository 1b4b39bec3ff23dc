import { refusal } from '../../errors/errors.ts'
import type { ArgumentValue } from './compile.ts'
import type { Variables } from './tree.ts'
import type { ListSize } from './weights.ts'

/** How many items are expected; undefined when nothing says so. */
export type SizeOf = (variables: Variables) => number | undefined

/** Whom the size of a field's `@listSize` is for: the field itself, or fields of the object that it returns. */
export interface Sizes {
  readonly ofField: SizeOf | undefined
  readonly ofSizedFields: ReadonlyMap<string, SizeOf>
}

/**
 * The largest of the slicing arguments that are given, else the assumed size. The size function throws a refusal where
 * exactly one slicing argument must be given and is not.
 */
export function listSize(place: string, directive: ListSize, valueOf: ArgumentValue): Sizes {
  const { assumedSize, slicingArguments, sizedFields, requireOneSlicingArgument } = directive

  const size: SizeOf = (variables) => {
    const given = slicingArguments
      .map((argument) => valueOf(argument, variables))
      .filter((value) => typeof value === 'number')
    if (requireOneSlicingArgument && slicingArguments.length > 0 && given.length !== 1) {
      throw refusal(
        'GRAPHQL_VALIDATION_FAILED',
        `${place} must be given exactly one of its arguments ${slicingArguments.join(', ')}.`,
      )
    }
    return given.length > 0 ? Math.max(0, ...given) : assumedSize
  }

  return sizedFields.length > 0
    ? { ofField: undefined, ofSizedFields: new Map(sizedFields.map((field) => [field, size])) }
    : { ofField: size, ofSizedFields: new Map() }
}
