/**
 * A function that computes once for each key what it gives, and remembers it. At most so many results are kept: where
 * there would be more, all are forgotten, since those that come again are soon there again.
 */
export function remembered<Input, Value extends {} | null>(
  most: number,
  keyOf: (input: Input) => string | undefined,
  compute: (input: Input) => Value,
): (input: Input) => Value {
  const known = new Map<string | undefined, Value>()
  return (input) => {
    const key = keyOf(input)
    const before = known.get(key)
    if (before !== undefined) return before
    const value = compute(input)
    if (known.size >= most) known.clear()
    known.set(key, value)
    return value
  }
}
