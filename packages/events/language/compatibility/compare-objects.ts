import { isDeepStrictEqual } from 'node:util'
import { join, type JsonSchema } from '../json-schema.ts'
import { BACKWARD, FORWARD, type Change } from './finding.ts'

type Compare = (old: JsonSchema, next: JsonSchema, field: string) => Change[]

/** Compares the fields of two objects. A field with a default is written by every publisher, and need not be read. */
export function compareObjects(old: JsonSchema, next: JsonSchema, field: string, compare: Compare): Change[] {
  const before = old.properties ?? {}
  const after = next.properties ?? {}
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const closed = old.additionalProperties === false
  return [
    ...names.flatMap((name): Change[] => {
      const place = join(field, name)
      const [was, is] = [before[name], after[name]]
      if (!is) return [{ rule: 'field-removed', field: place, problem: removed(isRequired(old, name)) }]
      if (!was) return [...added(next, name, place), ...(closed ? [refused(place)] : [])]
      return [...presence(old, next, name, place), ...compare(was, is, place)]
    }),
    ...compareFurther(old, next, field, compare),
  ]
}

const isRequired = ({ required = [] }: JsonSchema, name: string): boolean => required.includes(name)
const isAlwaysWritten = (schema: JsonSchema, name: string): boolean =>
  isRequired(schema, name) || 'default' in (schema.properties?.[name] ?? {})

const removed = (required: boolean): string =>
  required ? `is gone. ${FORWARD}` : 'is gone. Subscribers that read it never see it again.'

const refused = (field: string): Change => ({
  rule: 'constraint-loosened',
  field,
  problem: `is new in an object that takes no further fields. ${FORWARD}`,
})

const added = (next: JsonSchema, name: string, field: string): Change[] =>
  isRequired(next, name)
    ? [{ rule: 'field-required', field, problem: `is new and required: make it optional. ${BACKWARD}` }]
    : []

function presence(old: JsonSchema, next: JsonSchema, name: string, field: string): Change[] {
  if (isRequired(old, name) && !isAlwaysWritten(next, name))
    return [{ rule: 'field-optional', field, problem: `was required, is optional. ${FORWARD}` }]
  if (isRequired(next, name) && !isAlwaysWritten(old, name))
    return [{ rule: 'field-required', field, problem: `was optional, is required. ${BACKWARD}` }]
  const [was, is] = [old.properties![name]!.default, next.properties![name]!.default]
  if (was !== undefined && is !== undefined && !isDeepStrictEqual(was, is))
    return [
      {
        rule: 'default-changed',
        field,
        problem: 'has another default: events published before it had one mean something else now.',
      },
    ]
  return []
}

/** The fields that are not named: open to any, closed, or a dictionary of one kind. */
function compareFurther(old: JsonSchema, next: JsonSchema, field: string, compare: Compare): Change[] {
  const [was, is] = [old.additionalProperties, next.additionalProperties]
  if (was && is) return compare(was, is, join(field, '*'))
  if (JSON.stringify(was ?? {}) === JSON.stringify(is ?? {})) return []
  return is === undefined || was === false
    ? [{ rule: 'constraint-loosened', field, problem: `takes other further fields. ${FORWARD}` }]
    : [{ rule: 'constraint-tightened', field, problem: `takes fewer further fields. ${BACKWARD}` }]
}
