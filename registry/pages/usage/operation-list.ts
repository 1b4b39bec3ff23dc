import { z } from 'zod'
import type { OperationSummary } from '../../data/pages/operations.ts'
import { quantileBucket } from './latency.ts'
import { days, searchText } from './period.ts'

export const OPERATIONS_SHOWN = 50

/** Which operations to list, as the query of the address says it. */
export const operationQuery = z.object({
  days,
  /** What the name contains. */
  q: searchText,
  sort: z.enum(['requests', 'errors', 'latency']).default('requests'),
  /** The last of the page before: what it was sorted by, and its id. */
  after: z
    .string()
    .max(100)
    .regex(/^-?[\d.]+ [0-9a-f]{64}$/)
    .optional(),
})

export type OperationQuery = z.infer<typeof operationQuery>

export interface OperationPage {
  readonly operations: readonly OperationSummary[]
  readonly total: number
  /** Where the next page begins; null on the last. */
  readonly after: string | null
}

/** What operations are sorted by, the greatest first. */
const measures = {
  requests: ({ requests }: OperationSummary) => requests,
  errors: ({ errors, requests }: OperationSummary) => errors / requests,
  latency: ({ durations }: OperationSummary) => quantileBucket(durations, 0.95),
} as const

/** A page of operations by what a query sorts them by. */
export function listOperations(
  all: readonly OperationSummary[],
  { sort, after }: OperationQuery,
): OperationPage {
  const measured = all
    .map((operation) => ({ operation, id: operation.id, value: measures[sort](operation) }))
    .toSorted(byValue)
  const [value = '', id = ''] = after?.split(' ') ?? []
  const start = after ? measured.findIndex((each) => byValue(each, { value: Number(value), id }) > 0) : 0
  const shown = start < 0 ? [] : measured.slice(start, start + OPERATIONS_SHOWN)
  const last = shown.at(-1)
  const isLast = start < 0 || start + OPERATIONS_SHOWN >= measured.length
  return {
    operations: shown.map(({ operation }) => operation),
    total: all.length,
    after: isLast || !last ? null : `${last.value} ${last.id}`,
  }
}

interface Position {
  readonly value: number
  readonly id: string
}

const byValue = (a: Position, b: Position): number =>
  b.value - a.value || (a.id < b.id ? -1 : Number(a.id > b.id))
