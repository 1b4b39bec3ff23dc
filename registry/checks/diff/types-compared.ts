import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
  type GraphQLOutputType,
} from 'graphql'

/** What a change of a field's type means for those who select it. */
export type OutputChange = 'SAME' | 'NARROWED' | 'OTHER_COMPOSITE' | 'INCOMPATIBLE'

/**
 * Compares what was promised with what is promised now. `OTHER_COMPOSITE`: another object, interface or union in the
 * same lists; which selections still fit depends on the selections.
 */
export function compareOutput(then: GraphQLOutputType, now: GraphQLOutputType): OutputChange {
  if (String(then) === String(now)) return 'SAME'
  if (!outputFits(then, now)) return 'INCOMPATIBLE'
  const [was, is] = [getNamedType(then), getNamedType(now)]
  if (was.name === is.name) return 'NARROWED'
  return isCompositeType(was) && isCompositeType(is) ? 'OTHER_COMPOSITE' : 'INCOMPATIBLE'
}

/** Whether lists are where they were, and nothing can be null that could not. */
function outputFits(then: GraphQLOutputType, now: GraphQLOutputType): boolean {
  if (isNonNullType(now)) return outputFits(getNullableType(then), now.ofType)
  if (isNonNullType(then)) return false
  if (isListType(then)) return isListType(now) && outputFits(then.ofType, now.ofType)
  return !isListType(now)
}

/** Whether whatever fitted then fits now, literals and variables alike. */
export function inputFits(then: GraphQLInputType, now: GraphQLInputType): boolean {
  if (isNonNullType(then)) return inputFits(then.ofType, getNullableType(now))
  if (isNonNullType(now)) return false
  if (isListType(then)) return isListType(now) && inputFits(then.ofType, now.ofType)
  return !isListType(now) && getNamedType(then).name === getNamedType(now).name
}
