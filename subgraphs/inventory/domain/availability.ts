/** How much of a variant can be ordered, as everybody may know it. */
export interface Availability {
  readonly available: number
  readonly hasMore: boolean
  readonly inStock: boolean
}

/** Tells the exact number up to `cap` and hides how much more there is: that is the shop's own business. */
export const toAvailability = (free: number, cap: number): Availability => ({
  available: Math.min(free, cap),
  hasMore: free > cap,
  inStock: free > 0,
})
