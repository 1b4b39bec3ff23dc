import type { Books } from '../books/books.ts'
import type { Journal } from '../clients/journal.ts'

/** A rule, and what breaks it: ids with a word on each. */
export interface Violation {
  readonly rule: string
  readonly offenders: readonly string[]
}

/** Holds the books to one rule: names whatever breaks it. */
export interface Rule {
  readonly rule: string
  readonly offenders: (books: Books, journal: Journal) => readonly string[]
}

export const violationsOf = (rules: readonly Rule[], books: Books, journal: Journal): Violation[] =>
  rules
    .map(({ rule, offenders }) => ({ rule, offenders: offenders(books, journal) }))
    .filter(({ offenders }) => offenders.length > 0)

/** Rows by what they belong to. */
export const groupBy = <Row, Key>(rows: readonly Row[], key: (row: Row) => Key): Map<Key, Row[]> =>
  Map.groupBy(rows, key)

export const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, number) => total + number, 0)
