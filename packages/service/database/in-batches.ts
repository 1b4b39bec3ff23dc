/** Rows per statement: short locks, and a backlog of millions does not become one transaction. */
export const BATCH = 1000

/**
 * Repeats a statement that deletes (or otherwise uses up) at most `limit` rows and says how many, until there are no
 * more. Returns their number.
 * @throws what the signal was aborted with; what is done stays done.
 */
export async function inBatches(
  signal: AbortSignal | undefined,
  step: (limit: number) => PromiseLike<number>,
): Promise<number> {
  let total = 0
  for (;;) {
    signal?.throwIfAborted()
    const count = await step(BATCH)
    total += count
    if (count < BATCH) return total
  }
}
