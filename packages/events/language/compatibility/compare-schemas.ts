import { isDeepStrictEqual } from 'node:util'
import { join, type JsonSchema } from '../json-schema.ts'
import { compareConstraints } from './compare-constraints.ts'
import { compareObjects } from './compare-objects.ts'
import { compareUnions, optionsOf } from './compare-unions.ts'
import { BACKWARD, FORWARD, type Change } from './finding.ts'

/**
 * What keeps the new version of a schema from taking the place of the old one: empty when every value that one accepts
 * the other accepts too, and nothing is gone that somebody may read.
 */
export function compareSchemas(old: JsonSchema, next: JsonSchema, field = ''): Change[] {
  if (isDeepStrictEqual(old, next)) return []
  const [was, ...furtherBefore] = optionsOf(old)
  const [is, ...furtherAfter] = optionsOf(next)
  if (!was || !is || furtherBefore.length > 0 || furtherAfter.length > 0)
    return compareUnions(old, next, field, compareSchemas)
  if (kindOf(was) !== kindOf(is)) return [typeChange(kindOf(was), kindOf(is), field)]
  return [
    ...compareValues(valuesOf(was), valuesOf(is), field),
    ...compareConstraints(was, is, field),
    ...compareObjects(was, is, field, compareSchemas),
    ...compareItems(was, is, field),
  ]
}

/** A `const` is an `enum` of one. */
const valuesOf = (schema: JsonSchema): readonly unknown[] | undefined =>
  schema.enum ?? ('const' in schema ? [schema.const] : undefined)

const kindOf = ({ type = 'anything' }: JsonSchema): string => String(type)

function typeChange(old: string, next: string, field: string): Change {
  const problem = `was ${named(old)}, is ${named(next)}.`
  if (old === 'integer' && next === 'number')
    return { rule: 'type-changed', field, problem: `${problem} ${FORWARD}` }
  if (old === 'number' && next === 'integer')
    return { rule: 'type-changed', field, problem: `${problem} ${BACKWARD}` }
  return { rule: 'type-changed', field, problem: `${problem} ${FORWARD} ${BACKWARD}` }
}

const named = (type: string): string =>
  (/^[aio]/.test(type) ? `an ${type}` : `a ${type}`).replace('an anything', 'anything')

function compareValues(
  old: readonly unknown[] | undefined,
  next: readonly unknown[] | undefined,
  field: string,
): Change[] {
  if (!old && !next) return []
  if (!old)
    return [{ rule: 'constraint-tightened', field, problem: `takes only certain values now. ${BACKWARD}` }]
  if (!next) return [{ rule: 'constraint-loosened', field, problem: `takes any value now. ${FORWARD}` }]
  const changes: Change[] = []
  const added = next.filter((value) => !old.includes(value))
  const removed = old.filter((value) => !next.includes(value))
  if (added.length > 0)
    changes.push({ rule: 'value-added', field, problem: `may be ${list(added)} now. ${FORWARD}` })
  if (removed.length > 0)
    changes.push({ rule: 'value-removed', field, problem: `can no longer be ${list(removed)}. ${BACKWARD}` })
  return changes
}

const list = (values: readonly unknown[]): string => values.map((value) => JSON.stringify(value)).join(' or ')

/** `items` is one schema for a list, several for a tuple. */
function compareItems(old: JsonSchema, next: JsonSchema, field: string): Change[] {
  const [before, after] = [[old.items ?? []].flat(), [next.items ?? []].flat()]
  if (before.length !== after.length || Array.isArray(old.items) !== Array.isArray(next.items))
    return [
      { rule: 'type-changed', field, problem: `is a list of another shape now. ${FORWARD} ${BACKWARD}` },
    ]
  return before.flatMap((item, index) => {
    const place = Array.isArray(old.items) ? join(field, String(index)) : `${field}[]`
    return compareSchemas(item, after[index]!, place)
  })
}
