/** The values of an operation's variables, coerced. */
export type Variables = Readonly<Record<string, unknown>>

/** A field of an operation, as far as it costs something; fragments are written out, equal response names merged. */
export interface CostField {
  /** Its response name. */
  readonly key: string
  /** What one value of it costs. */
  readonly weight: number
  /** How many values it is expected to have. */
  readonly size: (variables: Variables) => number
  /** What its arguments cost, once for each object that has the field. */
  readonly ofArguments: ((variables: Variables) => number) | undefined
  /** Whether it is asked for at all; undefined when it always is. */
  readonly condition: ((variables: Variables) => boolean) | undefined
  readonly inner: CostFields
}

export type CostFields = readonly CostField[]

/** What an operation is expected to cost: each list as long as it may become. Never more than can be counted. */
export function estimateCost(fields: CostFields, variables: Variables): number {
  let cost = 0
  for (const { weight, size, ofArguments, condition, inner } of fields) {
    if (condition && !condition(variables)) continue
    if (ofArguments) cost += ofArguments(variables)
    cost += size(variables) * (weight + estimateCost(inner, variables))
  }
  return Math.min(cost, Number.MAX_SAFE_INTEGER)
}

type Data = Readonly<Record<string, unknown>>

/** What an answer has cost: each list as long as it is. It is gone through for every answer, so it allocates nothing. */
export function actualCost(fields: CostFields, data: Data, variables: Variables): number {
  let cost = 0
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i]!
    const value = data[field.key]
    if (value === undefined) continue
    if (field.ofArguments) cost += field.ofArguments(variables)
    cost += costOfValue(value, field, variables)
  }
  return cost
}

function costOfValue(value: unknown, field: CostField, variables: Variables): number {
  if (value === null) return 0
  if (Array.isArray(value)) {
    let cost = 0
    for (let i = 0; i < value.length; i++) cost += costOfValue(value[i], field, variables)
    return cost
  }
  return field.inner.length > 0
    ? field.weight + actualCost(field.inner, value as Data, variables)
    : field.weight
}
