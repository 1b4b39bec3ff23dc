import { isDeepStrictEqual } from 'node:util'
import type { JsonSchema } from '../json-schema.ts'
import { BACKWARD, FORWARD, type Change } from './finding.ts'

const LOWER = new Set(['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'])
const UPPER = new Set(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'])

/** For people alone; or compared where the rest of the schema is. */
const ELSEWHERE = new Set(
  (
    'title description examples deprecated $comment $id $schema ' +
    'type enum const default anyOf oneOf properties required additionalProperties items'
  ).split(' '),
)

/**
 * Compares bounds, patterns and whatever else narrows a value down. A keyword that is not known here counts as a change
 * in both directions.
 */
export function compareConstraints(old: JsonSchema, next: JsonSchema, field: string): Change[] {
  const [before, after] = [inclusive(old), inclusive(next)]
  const keywords = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keywords]
    .filter((keyword) => !ELSEWHERE.has(keyword) && !isDeepStrictEqual(before[keyword], after[keyword]))
    .flatMap((keyword) => describe(keyword, before[keyword], after[keyword], field))
}

function describe(keyword: string, was: unknown, is: unknown, field: string): Change[] {
  const what = `has ${keyword} ${show(is)}, had ${show(was)}.`
  const tightened: Change = { rule: 'constraint-tightened', field, problem: `${what} ${BACKWARD}` }
  const loosened: Change = { rule: 'constraint-loosened', field, problem: `${what} ${FORWARD}` }
  if (was === undefined) return [tightened]
  if (is === undefined) return [loosened]
  if (LOWER.has(keyword)) return [Number(is) > Number(was) ? tightened : loosened]
  if (UPPER.has(keyword)) return [Number(is) < Number(was) ? tightened : loosened]
  return [{ ...tightened, problem: `${what} ${FORWARD} ${BACKWARD}` }]
}

const show = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value))

/** Of integers, more than 0 is at least 1. */
function inclusive(schema: JsonSchema): JsonSchema {
  if (schema.type !== 'integer') return schema
  const { exclusiveMinimum: above, exclusiveMaximum: below, minimum, maximum, ...rest } = schema
  const least = [Number(above) + 1, Number(minimum)].filter(Number.isFinite)
  const most = [Number(below) - 1, Number(maximum)].filter(Number.isFinite)
  return {
    ...rest,
    ...(least.length > 0 && { minimum: Math.max(...least) }),
    ...(most.length > 0 && { maximum: Math.min(...most) }),
  }
}
