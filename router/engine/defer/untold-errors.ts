import type { GraphQLError } from 'graphql'
import type { Path } from '../execute/targets.ts'

/** Whether an object is where a path says; names and indices in one that was completed. */
export function isThere(data: unknown, path: Path): boolean {
  let value = data
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return false
    value = (value as Record<string | number, unknown>)[step]
  }
  return typeof value === 'object' && value !== null
}

/**
 * The errors of an answer in parts until the part comes that each belongs to. A fetch may bring more than the part that
 * it is for: what goes wrong with that is of no use to a client that has not been told of it.
 */
export class UntoldErrors {
  #errors: GraphQLError[] = []

  add(errors: readonly GraphQLError[]): void {
    this.#errors.push(...errors)
  }

  /** Takes those of fields of the part at a path, whose data these are, or of what is null in it. */
  take(path: Path, data: unknown): GraphQLError[] {
    return this.#takeIf((error) => isInside(error, path) && mayBeTold(error, path, data))
  }

  /** Takes those of what the parts at these paths are in: of a list, say, or of no place at all. */
  takeAround(paths: readonly Path[]): GraphQLError[] {
    return this.#takeIf((error) =>
      paths.some((path) => (error.path ?? []).length < path.length && isInside({ path }, error.path ?? [])),
    )
  }

  #takeIf(matches: (error: GraphQLError) => boolean): GraphQLError[] {
    const taken = this.#errors.filter(matches)
    if (taken.length > 0) this.#errors = this.#errors.filter((error) => !taken.includes(error))
    return taken
  }
}

const isInside = ({ path = [] }: { readonly path?: Path | undefined }, outer: Path): boolean =>
  path.length >= outer.length && outer.every((step, index) => step === path[index])

/** Whether the place of an error is in the data, or in something that is null there. */
function mayBeTold({ path = [] }: GraphQLError, { length }: Path, data: unknown): boolean {
  let value = data
  for (const step of path.slice(length)) {
    if (typeof value !== 'object' || value === null) return true
    if (!Object.hasOwn(value, step)) return false
    value = (value as Record<string | number, unknown>)[step]
  }
  return true
}
