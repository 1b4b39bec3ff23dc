/**
 * Parsed documents by their text, the most recently used ones. The bound is on the length of the texts together: a
 * bound on their number alone would let a client fill the memory with long ones. Where the keys are not the texts,
 * `lengthOf` says how long a value's text is.
 */
export class DocumentCache<Value> {
  readonly #values = new Map<string, Value>()
  readonly #maxCharacters: number
  readonly #lengthOf: (value: Value, key: string) => number
  #characters = 0

  constructor(maxCharacters: number, lengthOf = (_value: Value, key: string): number => key.length) {
    this.#maxCharacters = maxCharacters
    this.#lengthOf = lengthOf
  }

  get(text: string): Value | undefined {
    const value = this.#values.get(text)
    if (value !== undefined) {
      // A Map keeps the order of insertion: the least recently used comes first.
      this.#values.delete(text)
      this.#values.set(text, value)
    }
    return value
  }

  /** The least recently used first. */
  values(): Value[] {
    return [...this.#values.values()]
  }

  set(text: string, value: Value): void {
    const length = this.#lengthOf(value, text)
    if (length > this.#maxCharacters / 10) return
    if (!this.#values.has(text)) this.#characters += length
    this.#values.set(text, value)
    for (const [oldest, old] of this.#values) {
      if (this.#characters <= this.#maxCharacters) return
      this.#values.delete(oldest)
      this.#characters -= this.#lengthOf(old, oldest)
    }
  }
}
