/** What the clients were told: the only thing the databases are held against that is not in them. */
export interface Journal {
  readonly customers: string[]
  /** The orders they got an id for: who, and with which idempotency key. */
  readonly placed: Map<string, Asked>
  /** What they were refused. */
  readonly refused: Asked[]
  /** Orders that were shipped or cancelled, by the answers. */
  readonly shipped: Set<string>
  readonly cancelled: Set<string>
  /** Pieces put into stock, by variant. */
  readonly putIn: Map<string, number>
  /** Requests that had no answer when all was over. */
  readonly unanswered: string[]
  /** What went wrong on the way to an answer, and how often. */
  readonly troubles: Map<string, number>
}

export interface Asked {
  readonly customerId: string
  readonly key: string
}

export const openJournal = (): Journal => ({
  customers: [],
  placed: new Map(),
  refused: [],
  shipped: new Set(),
  cancelled: new Set(),
  putIn: new Map(),
  unanswered: [],
  troubles: new Map(),
})

export function addTo(counts: Map<string, number>, key: string, more = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + more)
}
