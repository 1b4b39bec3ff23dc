/** The registry a router belongs to, and as what. */
export interface Registry {
  /** Where it answers, without a trailing slash. */
  readonly url: string
  readonly key: string
  /** `graph@variant`. */
  readonly graphRef: string
  readonly graph: string
  readonly variant: string
}

/** The header a key travels in, the one rover uses. */
export const KEY_HEADER = 'x-api-key'
