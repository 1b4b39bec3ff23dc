import { z } from 'zod'
import type { CoordinateUsage } from '../../data/pages/fields.ts'
import type { SchemaField } from './schema-fields.ts'
import { days, searchText } from './period.ts'

export const FIELDS_SHOWN = 100

/** What of the schema to list, as the query of the address says it. */
export const fieldQuery = z.object({
  days,
  /** What the coordinate contains. */
  q: searchText,
  show: z.enum(['all', 'used', 'unused', 'deprecated']).default('all'),
  kind: z.enum(['all', 'field', 'argument', 'enum value', 'input field']).default('all'),
  /** The last of the page before: its requests and its coordinate. */
  after: z
    .string()
    .max(600)
    .regex(/^\d+ ./)
    .optional(),
})

export type FieldQuery = z.infer<typeof fieldQuery>

export interface UsedField extends SchemaField, CoordinateUsage {}

export interface FieldPage {
  readonly fields: readonly UsedField[]
  /** Of the schema, after the filter. */
  readonly total: number
  /** Where the next page begins; null on the last. */
  readonly after: string | null
}

const nobody: CoordinateUsage = { requests: 0, clients: 0 }

/** The fields that a query asks for, the most used first. */
export function listFields(
  all: readonly SchemaField[],
  usage: ReadonlyMap<string, CoordinateUsage>,
  { q, show, kind, after }: FieldQuery,
): FieldPage {
  const wanted = q.toLowerCase()
  const found = all
    .map((field): UsedField => ({ ...field, ...(usage.get(field.coordinate) ?? nobody) }))
    .filter(
      (field) =>
        (kind === 'all' || field.kind === kind) &&
        (show === 'all' || isShown(field, show)) &&
        field.coordinate.toLowerCase().includes(wanted),
    )
    .toSorted(byUse)
  const start = after ? found.findIndex((field) => byUse(field, position(after)) > 0) : 0
  const fields = start < 0 ? [] : found.slice(start, start + FIELDS_SHOWN)
  const last = fields.at(-1)
  const isLast = start < 0 || start + FIELDS_SHOWN >= found.length
  return {
    fields,
    total: found.length,
    after: isLast || !last ? null : `${last.requests} ${last.coordinate}`,
  }
}

function isShown(field: UsedField, show: 'used' | 'unused' | 'deprecated'): boolean {
  if (show === 'deprecated') return field.deprecated !== null
  return field.requests > 0 === (show === 'used')
}

type Position = Pick<UsedField, 'requests' | 'coordinate'>

const byUse = (a: Position, b: Position): number =>
  b.requests - a.requests || (a.coordinate < b.coordinate ? -1 : Number(a.coordinate > b.coordinate))

function position(after: string): Position {
  const space = after.indexOf(' ')
  return { requests: Number(after.slice(0, space)), coordinate: after.slice(space + 1) }
}
