/** How long we go on when the provider says nothing for certain, or refuses what it had promised. */
export interface Patience {
  /** Look-ups of an undecided attempt, and tries of a refused capture, void or automatic refund. */
  readonly tries: number
  /** Milliseconds before the second try; each later wait is twice as long as the one before. */
  readonly firstWait: number
}

const LONGEST_WAIT = 3_600_000

/** The milliseconds to wait before going on, after `tries` tries (1 or more): doubling, an hour at most. */
export const waitAfter = ({ firstWait }: Patience, tries: number): number =>
  Math.min(firstWait * 2 ** (tries - 1), LONGEST_WAIT)
