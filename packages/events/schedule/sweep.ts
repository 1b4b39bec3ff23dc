/**
 * Does the same for each item, one after the other: one that fails holds up none behind it. Returns how many were done.
 * @throws Error that tells of the first failure, when all have had their turn; what the signal was aborted with.
 */
export async function sweep<Item>(
  items: readonly Item[],
  signal: AbortSignal,
  work: (item: Item) => Promise<void>,
): Promise<number> {
  const errors: unknown[] = []
  for (const item of items) {
    signal.throwIfAborted()
    await work(item).catch((error: unknown) => errors.push(error))
  }
  if (errors.length > 0) {
    const [first] = errors
    const reason = first instanceof Error ? first.message : String(first)
    throw new Error(`${errors.length} of ${items.length} failed, first with: ${reason}`, { cause: first })
  }
  return items.length
}
