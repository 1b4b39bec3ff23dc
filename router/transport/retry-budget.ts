/** How much of the requests to a subgraph may be repeated. */
const EARNED_BY_REQUEST = 0.1
/** So many repetitions are there at the start, and at most: enough for a subgraph that was just restarted. */
const MOST = 10

/**
 * Says whether a failed request may be repeated: for every ten requests once. Without such a bound, a subgraph that
 * is down for being overloaded gets twice the requests ("retry budget", Google SRE book, chapter 22).
 */
export class RetryBudget {
  #tokens = MOST

  /** Counts a request that is no repetition. */
  earn(): void {
    this.#tokens = Math.min(MOST, this.#tokens + EARNED_BY_REQUEST)
  }

  /** Takes a repetition out of the budget, if there is one left. */
  spend(): boolean {
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}
