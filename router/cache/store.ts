import type { KeptAnswer } from './answer.ts'
import type { Tag } from './tags.ts'

export type MaybePromise<Value> = Value | Promise<Value>

/** What there is under a key, and the instant of the store at which it was asked. */
export interface Found {
  readonly answer: KeptAnswer | undefined
  /** Undefined where nothing may be kept at present. */
  readonly since: number | undefined
}

/**
 * Answers by key. Its instants are numbers that grow with each removal: an answer is kept only if none of its tags was
 * removed after the instant at which its execution began, so that what was read before a change is never kept after it.
 * No method ever rejects: a store that cannot be reached has nothing and keeps nothing.
 */
export interface AnswerStore {
  find(key: string): MaybePromise<Found>
  keep(key: string, answer: KeptAnswer, tags: readonly Tag[], since: number): MaybePromise<boolean>
  /** Removes every answer that has one of the tags; says how many those were. */
  remove(tags: readonly Tag[]): MaybePromise<number>
  /** Removes everything, also what is being executed at the moment and would be kept later. */
  clear(): MaybePromise<void>
  /** What it takes in this process. */
  readonly size: { readonly answers: number; readonly bytes: number }
  close(): void
}
