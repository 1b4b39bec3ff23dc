/**
 * Parsed documents by their text, the most recently used ones. The bound is on the length of the texts together: a
 * bound on their number alone would let a client fill the memory with long ones.
 */
export class DocumentCache<Value> {
  readonly #values = new Map<string, Value>()
  readonly #maxCharacters: number
  #characters = 0

  constructor(maxCharacters: number) {
    this.#maxCharacters = maxCharacters
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

  set(text: string, value: Value): void {
    if (text.length > this.#maxCharacters / 10) return
    if (!this.#values.has(text)) this.#characters += text.length
    this.#values.set(text, value)
    for (const oldest of this.#values.keys()) {
      if (this.#characters <= this.#maxCharacters) return
      this.#values.delete(oldest)
      this.#characters -= oldest.length
    }
  }
}
