import type { RowOutcome } from '../data/imports.ts'
import type { FileRow } from '../domain/shopify-row.ts'
import type { RowGroup } from './group-rows.ts'

type Outcome = RowOutcome['outcome']

/** Every row of a group with the outcome of its product; its strays are rejected each for its own reason. */
export const groupOutcomes = (group: RowGroup, outcome: Exclude<Outcome, 'REJECTED'>): RowOutcome[] =>
  inOrder([
    ...group.rows.map(({ line, handle }) => ({ line, handle, outcome, reason: null })),
    ...group.strays.map((row) => rejected(row, row.fault!)),
  ])

/** Every row of a group rejected, for one reason that concerns all of them. */
export const groupRejected = (group: RowGroup, reason: string): RowOutcome[] =>
  inOrder([
    ...group.rows.map((row) => rejected(row, reason)),
    ...group.strays.map((row) => rejected(row, row.fault!)),
  ])

/** Every row of a group rejected: faulty ones for their own reason, the others because of the first faulty one. */
export function groupFaulty(group: RowGroup, faults: ReadonlyMap<number, string>): RowOutcome[] {
  const [[line, reason] = [0, '']] = [...faults].toSorted(([a], [b]) => a - b)
  return inOrder([
    ...group.rows.map((row) =>
      rejected(
        row,
        faults.get(row.line) ?? `Not taken because of line ${line} of the same product: ${reason}`,
      ),
    ),
    ...group.strays.map((row) => rejected(row, row.fault!)),
  ])
}

const rejected = ({ line, handle }: FileRow, reason: string): RowOutcome => ({
  line,
  handle: handle === '' ? null : handle,
  outcome: 'REJECTED',
  reason,
})

const inOrder = (rows: RowOutcome[]): RowOutcome[] => rows.toSorted((a, b) => a.line - b.line)
