import type { Entity } from './entity.ts'
import type { Representation } from './representation.ts'

/** What a fetch sends about its targets. */
export interface Represented {
  /** The different representations as JSON, separated by commas. */
  readonly representations: string
  readonly count: number
  /** For each target which of them stands for it; -1 where it has none. */
  readonly numbers: readonly number[]
}

/** By the value of each of the fields in turn; the last one leads to the representation's number. */
type ByValues = Map<unknown, ByValues | number>

/** Represents each different entity once. A list of hundreds is often of a dozen. */
export function represent(
  targets: readonly Entity[],
  representationOf: (typename: unknown) => Representation,
): Represented {
  let representations = ''
  const known = new Map<string, number>()
  // Most are told apart by a few values: their JSON is made for those only that are new.
  const byValues = new Map<Representation, ByValues>()

  function numberOf(json: string | null): number {
    if (json === null) return -1
    const number = known.get(json)
    if (number !== undefined) return number
    representations += known.size > 0 ? `,${json}` : json
    known.set(json, known.size)
    return known.size - 1
  }

  const numbers = targets.map((target) => {
    const representation = representationOf(target['__typename'])
    const { fields, build } = representation
    if (fields.length === 0) return numberOf(build(target))
    let found: ByValues | number | undefined = byValues.get(representation)
    if (found === undefined) byValues.set(representation, (found = new Map()))
    for (let index = 0; index < fields.length; index += 1) {
      const value = target[fields[index]!]
      // Objects are not the same for saying the same.
      if (typeof value === 'object' && value !== null) return numberOf(build(target))
      const values = found as ByValues
      found = values.get(value)
      if (found !== undefined) continue
      found = index === fields.length - 1 ? numberOf(build(target)) : new Map<unknown, ByValues | number>()
      values.set(value, found)
    }
    return found as number
  })
  return { representations, count: known.size, numbers }
}
