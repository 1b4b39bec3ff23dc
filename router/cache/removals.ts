import type { Tag } from './tags.ts'

/** So many tags are remembered one by one. */
const REMEMBERED = 50_000

/** Knows which tags were removed since when, as far back as it matters. */
export class Removals {
  readonly #last = new Map<Tag, number>()
  #now = 0
  /** What happened before it is not known in detail any more: anything may have been removed. */
  #floor = 0

  get now(): number {
    return this.#now
  }

  note(tags: readonly Tag[]): void {
    this.#now += 1
    for (const tag of tags) {
      // A Map keeps the order of insertion: what was removed longest ago comes first.
      this.#last.delete(tag)
      this.#last.set(tag, this.#now)
    }
    for (const [tag, at] of this.#last) {
      if (this.#last.size <= REMEMBERED) return
      this.#last.delete(tag)
      this.#floor = at
    }
  }

  noteAll(): void {
    this.#now += 1
    this.#floor = this.#now
    this.#last.clear()
  }

  /** Whether any of the tags may have been removed after an instant. */
  isAfter(since: number, tags: readonly Tag[]): boolean {
    return since < this.#floor || tags.some((tag) => (this.#last.get(tag) ?? 0) > since)
  }
}
