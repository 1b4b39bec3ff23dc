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

/** Represents each different entity once. A list of hundreds is often of a dozen. */
export function represent(
  targets: readonly Entity[],
  representationOf: (typename: unknown) => Representation,
): Represented {
  let representations = ''
  const known = new Map<string, number>()
  // Most are told apart by one string: their JSON is made for those only that are new.
  const byKey = new Map<Representation, Map<string, number>>()

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
    const { key, build } = representation
    const value = key === undefined ? undefined : target[key]
    if (typeof value !== 'string') return numberOf(build(target))
    let numbered = byKey.get(representation)
    if (!numbered) byKey.set(representation, (numbered = new Map()))
    let number = numbered.get(value)
    if (number === undefined) numbered.set(value, (number = numberOf(build(target))))
    return number
  })
  return { representations, count: known.size, numbers }
}
