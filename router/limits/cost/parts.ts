import type { CostField, CostFields, Variables } from './tree.ts'

type Data = Readonly<Record<string, unknown>>

/** A value of an answer, as far as it has been counted; what is in it by response name, or by index. */
interface Place {
  isCounted: boolean
  readonly inside: Map<string | number, Place>
}

const newPlace = (): Place => ({ isCounted: false, inside: new Map() })
const placeIn = ({ inside }: Place, step: string | number): Place =>
  inside.getOrInsertComputed(step, newPlace)

/**
 * What an answer in parts has cost: as much as the same answer in one. Parts tell again what others have told, and no
 * value is counted twice.
 */
export class CostOfParts {
  cost = 0
  readonly #fields: CostFields
  readonly #variables: Variables
  readonly #root = newPlace()

  constructor(fields: CostFields, variables: Variables) {
    this.#fields = fields
    this.#variables = variables
  }

  /** Counts what a part adds to the object at its path: response names and indices. */
  add(data: Data, path: readonly (string | number)[]): void {
    let fields = this.#fields
    let place = this.#root
    for (const step of path) {
      if (typeof step === 'string') {
        const field = fields.find(({ key }) => key === step)
        // Nothing in there costs anything.
        if (!field) return
        fields = field.inner
      }
      place = placeIn(place, step)
    }
    this.#addObject(fields, data, place)
  }

  #addObject(fields: CostFields, data: Data, { inside }: Place): void {
    for (const field of fields) {
      const value = data[field.key]
      if (value === undefined) continue
      if (!inside.has(field.key)) this.cost += field.ofArguments?.(this.#variables) ?? 0
      this.#addValue(value, field, inside.getOrInsertComputed(field.key, newPlace))
    }
  }

  #addValue(value: unknown, field: CostField, place: Place): void {
    if (value === null) return
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) this.#addValue(item, field, placeIn(place, index))
      return
    }
    if (!place.isCounted) this.cost += field.weight
    place.isCounted = true
    if (field.inner.length > 0) this.#addObject(field.inner, value as Data, place)
  }
}
