/** Pieces of a variant that an order wants. */
export interface Line {
  readonly variantId: string
  readonly quantity: number
}

/** Free pieces of a variant at a location that serves orders. */
export interface Supply {
  readonly variantId: string
  readonly locationId: string
  readonly available: number
  /** The location's turn: lower first; of equal ones the older location (the smaller id). */
  readonly priority: number
}

/** Pieces of a line at one location. */
export interface Allocation {
  readonly variantId: string
  readonly locationId: string
  readonly quantity: number
}

/** Why a line cannot be served. */
export interface Shortage {
  readonly variantId: string
  readonly requested: number
  readonly available: number
}

export type AllocationResult =
  | { readonly ok: true; readonly allocations: readonly Allocation[] }
  | { readonly ok: false; readonly shortages: readonly Shortage[] }

/** The lines with one line per variant, in the order of the variants' ids (the order in which stock is locked). */
export function mergeLines(lines: readonly Line[]): Line[] {
  const quantities = new Map<string, number>()
  for (const { variantId, quantity } of lines) {
    quantities.set(variantId, (quantities.get(variantId) ?? 0) + quantity)
  }
  return [...quantities]
    .map(([variantId, quantity]) => ({ variantId, quantity }))
    .toSorted((a, b) => compare(a.variantId, b.variantId))
}

/**
 * Finds pieces for every line, or names every line that is short and finds none. A line takes what it can from the
 * first location and the rest from the next ones.
 */
export function allocate(lines: readonly Line[], supplies: readonly Supply[]): AllocationResult {
  const inTurn = supplies.toSorted((a, b) => a.priority - b.priority || compare(a.locationId, b.locationId))
  const allocations: Allocation[] = []
  const shortages: Shortage[] = []
  for (const { variantId, quantity } of mergeLines(lines)) {
    let missing = quantity
    for (const supply of inTurn) {
      if (supply.variantId !== variantId || missing === 0) continue
      const taken = Math.min(missing, supply.available)
      if (taken > 0) allocations.push({ variantId, locationId: supply.locationId, quantity: taken })
      missing -= taken
    }
    if (missing > 0) shortages.push({ variantId, requested: quantity, available: quantity - missing })
  }
  return shortages.length > 0 ? { ok: false, shortages } : { ok: true, allocations }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
