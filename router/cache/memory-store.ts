import { isFresh } from './answer.ts'
import type { KeptAnswer } from './answer.ts'
import { Removals } from './removals.ts'
import type { AnswerStore } from './store.ts'
import type { Tag } from './tags.ts'

interface Entry {
  readonly answer: KeptAnswer
  readonly tags: readonly Tag[]
  readonly bytes: number
}

/** What an entry takes beside its texts, and a tag of it in the index: measured, and rounded up. */
const ENTRY_BYTES = 400
const TAG_BYTES = 150

/** Keeps answers in the process' memory, up to a number of bytes: those that nobody asked for longest go first. */
export function createMemoryStore(maxBytes: number): AnswerStore {
  // A Map keeps the order of insertion: the least recently used comes first.
  const entries = new Map<string, Entry>()
  const keysByTag = new Map<Tag, Set<string>>()
  const removals = new Removals()
  let bytes = 0

  function forget(key: string): void {
    const entry = entries.get(key)
    if (!entry) return
    entries.delete(key)
    bytes -= entry.bytes
    for (const tag of entry.tags) {
      const keys = keysByTag.get(tag)
      keys?.delete(key)
      if (keys?.size === 0) keysByTag.delete(tag)
    }
  }

  return {
    find(key) {
      const since = removals.now
      const entry = entries.get(key)
      if (!entry) return { answer: undefined, since }
      if (!isFresh(entry.answer)) {
        forget(key)
        return { answer: undefined, since }
      }
      entries.delete(key)
      entries.set(key, entry)
      return { answer: entry.answer, since }
    },
    keep(key, answer, tags, since) {
      if (removals.isAfter(since, tags)) return false
      forget(key)
      const entry = { answer, tags, bytes: bytesOf(key, answer, tags) }
      // One answer must not cost all the others their place.
      if (entry.bytes > maxBytes / 10) return false
      entries.set(key, entry)
      bytes += entry.bytes
      for (const tag of tags) keysByTag.getOrInsertComputed(tag, () => new Set()).add(key)
      for (const oldest of entries.keys()) {
        if (bytes <= maxBytes) break
        forget(oldest)
      }
      return true
    },
    remove(tags) {
      removals.note(tags)
      const before = entries.size
      for (const tag of tags) for (const key of keysByTag.get(tag) ?? []) forget(key)
      return before - entries.size
    },
    clear() {
      removals.noteAll()
      entries.clear()
      keysByTag.clear()
      bytes = 0
    },
    get size() {
      return { answers: entries.size, bytes }
    },
    close: () => undefined,
  }
}

/** A character takes two bytes where a text has any beyond Latin 1. */
const bytesOf = (key: string, { body }: KeptAnswer, tags: readonly Tag[]): number =>
  ENTRY_BYTES +
  2 * (key.length + body.length) +
  tags.reduce((sum, tag) => sum + TAG_BYTES + 2 * tag.length, 0)
