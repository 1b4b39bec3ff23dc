import { badUserInput, isId } from '@tradewind/service'

/** A condition on ids; malformed ones cannot match anything. Throws BAD_USER_INPUT when there are too many. */
export function idsIn(argument: string, ids: readonly string[] | null | undefined): string[] | null {
  if (ids == null) return null
  if (ids.length > 100) throw badUserInput(`\`${argument}\` takes at most 100 ids.`, argument.split('.'))
  return ids.filter(isId)
}
