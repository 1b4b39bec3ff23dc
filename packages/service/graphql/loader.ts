import DataLoader from 'dataloader'

/**
 * A loader for one request: all keys asked for in the same turn go into one call of `batch`, and each key is asked for
 * once. Keys that `batch` gives no value for come out as null. Make it in the context, never keep it longer.
 */
export function createLoader<Value>(
  batch: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
): DataLoader<string, Value | null> {
  return new DataLoader<string, Value | null>(async (keys) => {
    const found = await batch(keys)
    return keys.map((key) => found.get(key) ?? null)
  })
}
