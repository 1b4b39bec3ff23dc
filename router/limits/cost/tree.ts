/** The values of an operation's variables, coerced. */
export type Variables = Readonly<Record<string, unknown>>

/** A field of an operation, as far as it costs something; fragments are written out, equal response names merged. */
export interface CostField {
  /** What one value of it costs. */
  weight: number
  /** How many values it is expected to have. */
  readonly size: (variables: Variables) => number
  /** What its arguments cost, once for each object that has the field. */
  readonly ofArguments: ((variables: Variables) => number) | undefined
  /** Whether it is asked for at all; undefined when it always is. */
  condition: ((variables: Variables) => boolean) | undefined
  readonly inner: CostFields
}

/** By response name. */
export type CostFields = Map<string, CostField>

/** What an operation is expected to cost: each list as long as it may become. Never more than can be counted. */
export function estimateCost(fields: CostFields, variables: Variables): number {
  let cost = 0
  for (const { weight, size, ofArguments, condition, inner } of fields.values()) {
    if (condition && !condition(variables)) continue
    if (ofArguments) cost += ofArguments(variables)
    cost += size(variables) * (weight + estimateCost(inner, variables))
  }
  return Math.min(cost, Number.MAX_SAFE_INTEGER)
}

/** What an answer has cost: each list as long as it is. */
export function actualCost(fields: CostFields, data: object, variables: Variables): number {
  let cost = 0
  for (const [key, { weight, ofArguments, inner }] of fields) {
    if (!Object.hasOwn(data, key)) continue
    if (ofArguments) cost += ofArguments(variables)
    cost += costOfValue((data as Record<string, unknown>)[key], weight, inner, variables)
  }
  return cost
}

function costOfValue(value: unknown, weight: number, inner: CostFields, variables: Variables): number {
  if (value === null || value === undefined) return 0
  if (Array.isArray(value)) {
    let cost = 0
    for (const item of value) cost += costOfValue(item, weight, inner, variables)
    return cost
  }
  return inner.size > 0 ? weight + actualCost(inner, value, variables) : weight
}
