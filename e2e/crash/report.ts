import type { Books } from './books/books.ts'
import type { Violation } from './checks/index.ts'
import type { Journal } from './clients/journal.ts'
import { groupBy } from './checks/check.ts'
import { seconds, type Kill } from './storm/storm.ts'

/** How many offenders of a rule are named. */
const NAMED = 20

export interface Outcome {
  readonly queue: string
  readonly seed: number
  readonly kills: readonly Kill[]
  readonly books: Books
  readonly journal: Journal
  readonly duplicates: number
  /** Milliseconds from the end of the storm until nothing happened any more. */
  readonly quietAfter: number
  readonly violations: readonly Violation[]
}

/** The figures of a run, and whatever it has found. */
export function report({ queue, seed, kills, books, journal, ...outcome }: Outcome): string {
  const handled = books.events.reduce((sum, { inbox }) => sum + inbox.size, 0)
  const published = books.events.reduce((sum, { outbox }) => sum + outbox.length, 0)
  const longest = kills.toSorted((a, b) => (b.recovery ?? Infinity) - (a.recovery ?? Infinity))[0]
  const figures = [
    ['queues on', queue],
    ['seed', seed],
    ['kills', `${kills.length}: ${tally(kills.map(({ kind }) => kind))}`],
    [
      'orders',
      `${books.ordering.orders.length}: ${tally(books.ordering.orders.map(({ status, reason }) => (reason ? `${status} (${reason})` : status)))}`,
    ],
    ['requests refused', journal.refused.length],
    ['tries without answer', total(journal.troubles)],
    ['events', `${published} published, ${handled} times handled`],
    ['duplicates suppressed', outcome.duplicates],
    ['longest recovery', longest ? `${duration(longest)} (${longest.kind})` : 'none'],
    ['quiet after', seconds(outcome.quietAfter).trim()],
  ]
  const lines = figures.map(([name, value]) => `  ${String(name).padEnd(22)} ${value}`)
  return [...lines, ...outcome.violations.flatMap(tell)].join('\n')
}

function tell({ rule, offenders }: Violation): string[] {
  const named = offenders.slice(0, NAMED).map((offender) => `    ${offender}`)
  const more = offenders.length > NAMED ? [`    … and ${offenders.length - NAMED} more`] : []
  return [`✗ Violated: ${rule}`, ...named, ...more]
}

const duration = ({ recovery }: Kill): string => (recovery === null ? 'never' : seconds(recovery).trim())

const tally = (names: readonly string[]): string =>
  [...groupBy(names, (name) => name)]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, all]) => `${name} ${all.length}`)
    .join(', ')

const total = (counts: ReadonlyMap<string, number>): string => {
  const entries = [...counts].map(([name, count]) => `${name} ${count}`)
  return `${[...counts.values()].reduce((sum, count) => sum + count, 0)}${entries.length > 0 ? `: ${entries.join(', ')}` : ''}`
}
